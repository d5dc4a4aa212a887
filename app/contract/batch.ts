import * as z from "zod/mini";
import { stepName } from "#contract/parameters";
import { recordingSettings } from "#contract/recording";
import { failureRecord } from "#contract/study";

/** Settings that the recordings of a batch share; what is left out is as the file says, or as the parameters' sheets say. */
export const batchSettings = z.strictObject({
  recording: z.optional(z.partial(recordingSettings)),
  /** False finds neurons in the recorded frames themselves; true where left out. */
  refocus: z.optional(z.boolean()),
  /** Parameters of each step. */
  steps: z.optional(z.partialRecord(stepName, z.record(z.string(), z.any()))),
});
export type BatchSettings = z.infer<typeof batchSettings>;

/** One recording of a batch, and how far it has come. */
export const batchItem = z.object({
  recording: z.string(),
  study: z.string(),
  status: z.enum(["waiting", "running", "done", "failed", "stopped"]),
  /** The step that is running, or that failed; null before the first and after the last. */
  step: z.nullable(stepName),
  /** Frames done, of all, of that step. */
  done: z.number(),
  total: z.number(),
  /** Neurons followed; null before linking. */
  neurons: z.nullable(z.number()),
  failure: z.nullable(failureRecord),
});
export type BatchItem = z.infer<typeof batchItem>;

/** Recordings that are worked through one after another, and the job that does it. */
export const batchState = z.object({ job: z.string(), items: z.array(batchItem) });
export type BatchState = z.infer<typeof batchState>;
