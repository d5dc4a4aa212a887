import type { Step } from "#contract/parameters";
import type { StudyState } from "#contract/study";
import { Failure } from "#contract/failure";
import type { TraceSet } from "#renderer/client/decode.ts";
import { indexTracks, type TrackIndex } from "#renderer/client/track-index.ts";
import type { SliceOf } from "#renderer/state/slice.ts";

type Product = "blobs" | "tracks" | "traces";

/** Tables that the steps made, as last read. */
export interface ProductsSlice {
  readonly blobs: TrackIndex | null;
  readonly tracks: TrackIndex | null;
  readonly traces: TraceSet | null;
  /** Which run (and which edits) each table comes from. */
  readonly productVersions: Partial<Record<Product, string>>;
  readonly loadProducts: () => Promise<void>;
}

const stepOf = { blobs: "detect", tracks: "link", traces: "extract" } as const satisfies Record<Product, Step>;

export const products: SliceOf<ProductsSlice> =
  ({ pixels }) =>
  (set, get) => {
    const load = async (product: Product, study: StudyState) => {
      const version = versionOf(study, product);
      // Traces that are being read again stay on screen until the new ones are there.
      if (product === "traces" && get().traces !== null && isRunning(study)) return;
      if (version === get().productVersions[product]) return;
      set({ productVersions: { ...get().productVersions, [product]: version } });
      if (version === "none") return set({ [product]: null });
      try {
        const { handle } = study;
        const frames = study.recording.shape.t;
        const value = product === "traces" ? await pixels.traces(handle) : indexTracks(await pixels.table(handle, product), frames);
        if (get().study?.handle === handle && get().productVersions[product] === version) set({ [product]: value });
      } catch (thrown) {
        set({ [product]: null });
        const absent = thrown instanceof Failure && (thrown.code === "not-ready" || thrown.code === "not-found");
        if (!absent) get().report(thrown);
      }
    };
    return {
      blobs: null,
      tracks: null,
      traces: null,
      productVersions: {},
      loadProducts: async () => {
        const { study } = get();
        if (study) await Promise.all([load("blobs", study), load("tracks", study), load("traces", study), get().loadLog()]);
      },
    };
  };

function isRunning(study: StudyState): boolean {
  return study.steps.find(({ step }) => step === "extract")?.run?.status === "running";
}

/** Names the state of a product: "none" where its step has not run to an end. */
export function versionOf(study: StudyState, product: Product): string {
  const state = study.steps.find((other) => other.step === stepOf[product]);
  const run = state?.run;
  if (!run || run.finished === null || run.status !== "done") return "none";
  return product === "tracks" ? `${run.id}:${run.finished}:${study.revision ?? 0}` : `${run.id}:${run.finished}`;
}
