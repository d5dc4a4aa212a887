import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { subscribeWithSelector } from "zustand/middleware";
import { createStore } from "zustand/vanilla";
import { charts } from "#renderer/state/charts.ts";
import { curation } from "#renderer/state/curation.ts";
import { lastView } from "#renderer/state/last-view.ts";
import { jobs } from "#renderer/state/jobs.ts";
import { keeping } from "#renderer/state/keeping.ts";
import { naming } from "#renderer/state/naming.ts";
import { playback } from "#renderer/state/playback.ts";
import { preferences } from "#renderer/state/preferences.ts";
import { preview } from "#renderer/state/preview.ts";
import { products } from "#renderer/state/products.ts";
import { selection } from "#renderer/state/selection.ts";
import { proofread } from "#renderer/state/proofread.ts";
import { session } from "#renderer/state/session.ts";
import type { Outside, Workstation } from "#renderer/state/slice.ts";
import { study } from "#renderer/state/study.ts";
import { surface } from "#renderer/state/surface.ts";
import { view } from "#renderer/state/view.ts";

export function createWorkstation(outside: Outside) {
  return createStore<Workstation>()(
    subscribeWithSelector((...of) => ({
      ...session(outside)(...of),
      ...study(outside)(...of),
      ...products(outside)(...of),
      ...preview(outside)(...of),
      ...playback(outside)(...of),
      ...selection(outside)(...of),
      ...curation(outside)(...of),
      ...proofread(outside)(...of),
      ...naming(outside)(...of),
      ...preferences(outside)(...of),
      ...view(outside)(...of),
      ...lastView(outside)(...of),
      ...surface(outside)(...of),
      ...charts(outside)(...of),
      ...keeping(outside)(...of),
      ...jobs(outside)(...of),
    })),
  );
}

export type WorkstationStore = ReturnType<typeof createWorkstation>;

export const WorkstationContext = createContext<{ store: WorkstationStore; outside: Outside } | null>(null);

function useContextValue() {
  const value = useContext(WorkstationContext);
  if (!value) throw new Error("The workstation's state is missing above this view.");
  return value;
}

/** One field of the state; the view renders again when it changes. */
export function useWorkstation<T>(selector: (state: Workstation) => T): T {
  return useStore(useContextValue().store, selector);
}

/** The store itself, for transient subscriptions that draw. */
export function useWorkstationStore(): WorkstationStore {
  return useContextValue().store;
}

export function useOutside(): Outside {
  return useContextValue().outside;
}
