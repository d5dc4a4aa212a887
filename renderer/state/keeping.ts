import type { BatchState } from "#contract/batch";
import { failureRecord, type FailureRecord } from "#contract/failure";
import type { SliceOf } from "#renderer/state/slice.ts";

/** Studies kept whole, recordings found again, and batches. */
export interface KeepingSlice {
  /** Newest first. */
  readonly batches: readonly BatchState[];
  /** Says where the open study's recording lies now; answers why it is not the one, or null when it is. */
  readonly relocate: (recording: string) => Promise<FailureRecord | null>;
  /** Mends a study, and opens it when that is done. */
  readonly repair: (path: string) => Promise<void>;
  /** Queues recordings with the settings of a study, or the defaults; true when they are queued. */
  readonly startBatch: (recordings: readonly string[], like: string | null) => Promise<boolean>;
  /** Goes on with a batch that stopped or partly failed. */
  readonly resumeBatch: (job: string) => Promise<void>;
  readonly acceptBatch: (batch: BatchState) => void;
  readonly refreshBatches: () => Promise<void>;
}

export const keeping: SliceOf<KeepingSlice> =
  ({ client }) =>
  (set, get) => ({
    batches: [],
    relocate: async (recording) => {
      const { study } = get();
      if (!study) return null;
      try {
        get().acceptStudy(await client.study.relocate({ study: study.handle, recording }));
      } catch (thrown) {
        return failureRecord(thrown);
      }
      get().notify("The recording is found again.", "done");
      return null;
    },
    repair: async (path) => {
      await get().closeStudy();
      set({ opening: "Repairing the study" });
      await get().attempt(async () => {
        const { job } = await client.study.repair({ path });
        get().acceptJob(job);
        set({ openingJob: job.id });
        const { message } = await get().whenEnded(job.id);
        await get().openStudy(path);
        get().notify(message, "done");
      });
      set({ opening: null, openingJob: null });
    },
    startBatch: async (recordings, like) => {
      const batch = await get().attempt(() => client.batch.start({ recordings: [...recordings], like, settings: {} }));
      if (!batch) return false;
      get().acceptBatch(batch);
      return true;
    },
    resumeBatch: async (job) => {
      const batch = await get().attempt(() => client.batch.resume({ job }));
      if (batch) set({ batches: [batch, ...get().batches.filter((other) => other.job !== job && other.job !== batch.job)] });
    },
    acceptBatch: (batch) => {
      const known = get().batches.some((other) => other.job === batch.job);
      set({ batches: known ? get().batches.map((other) => (other.job === batch.job ? batch : other)) : [batch, ...get().batches] });
    },
    refreshBatches: async () => {
      await get().attempt(async () => set({ batches: await client.batch.list({}) }));
    },
  });
