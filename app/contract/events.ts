import * as z from "zod/mini";
import { batchState } from "#contract/batch";
import { stepName } from "#contract/parameters";
import { preferences } from "#contract/preferences";
import { failureRecord, studyState } from "#contract/study";

export const jobStatus = z.enum(["queued", "running", "done", "cancelled", "failed"]);

/** Long work under way or ended. */
export const jobState = z.object({
  id: z.string(),
  /** Study handle; null for work on no study (making the sample recording). */
  study: z.nullable(z.string()),
  kind: z.union([stepName, z.enum(["sample", "repair", "batch"])]),
  status: jobStatus,
  /** Small work that nobody asked for by name, such as traces that follow an edit. */
  quiet: z.optional(z.boolean()),
  done: z.number(),
  total: z.number(),
  /** s; null while unknown. */
  secondsLeft: z.nullable(z.number()),
  message: z.string(),
  failure: z.nullable(failureRecord),
});
export type JobState = z.infer<typeof jobState>;

/** What the services tell whoever listens. */
export const event = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("job"), job: jobState }),
  z.object({ kind: z.literal("study"), study: studyState }),
  z.object({ kind: z.literal("batch"), batch: batchState }),
  z.object({ kind: z.literal("preferences"), preferences }),
  /** A native menu or the system asks the window for something (Electron only). */
  z.object({ kind: z.literal("menu"), command: z.string(), path: z.optional(z.string()) }),
]);
export type Event = z.infer<typeof event>;
