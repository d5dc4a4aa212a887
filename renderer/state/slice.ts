import type { StateCreator } from "zustand/vanilla";
import type { Client } from "#renderer/client/client.ts";
import type { PixelSource } from "#renderer/client/pixel-source.ts";
import type { ChartsSlice } from "#renderer/state/charts.ts";
import type { CurationSlice } from "#renderer/state/curation.ts";
import type { JobsSlice } from "#renderer/state/jobs.ts";
import type { KeepingSlice } from "#renderer/state/keeping.ts";
import type { LastViewSlice } from "#renderer/state/last-view.ts";
import type { NamingSlice } from "#renderer/state/naming.ts";
import type { PlaybackSlice } from "#renderer/state/playback.ts";
import type { PreferencesSlice } from "#renderer/state/preferences.ts";
import type { ProofreadSlice } from "#renderer/state/proofread.ts";
import type { PreviewSlice } from "#renderer/state/preview.ts";
import type { ProductsSlice } from "#renderer/state/products.ts";
import type { SelectionSlice } from "#renderer/state/selection.ts";
import type { SessionSlice } from "#renderer/state/session.ts";
import type { StudySlice } from "#renderer/state/study.ts";
import type { SurfaceSlice } from "#renderer/state/surface.ts";
import type { ViewSlice } from "#renderer/state/view.ts";

/** Everything the window looks at. */
export type Workstation = SessionSlice &
  StudySlice &
  ProductsSlice &
  PreviewSlice &
  PlaybackSlice &
  SelectionSlice &
  CurationSlice &
  ProofreadSlice &
  NamingSlice &
  PreferencesSlice &
  ViewSlice &
  LastViewSlice &
  SurfaceSlice &
  ChartsSlice &
  KeepingSlice &
  JobsSlice;

/** What the state asks of the outside. */
export interface Outside {
  readonly client: Client;
  readonly pixels: PixelSource;
  /** Where a dropped file lies; null where the host cannot know. */
  readonly pathOf: (file: File) => string | null;
}

export type Slice<T> = StateCreator<Workstation, [["zustand/subscribeWithSelector", never]], [], T>;
export type SliceOf<T> = (outside: Outside) => Slice<T>;
