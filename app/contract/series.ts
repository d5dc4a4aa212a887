import * as z from "zod/mini";

/** What is known about a series from elsewhere without its samples. */
export const seriesInfo = z.object({
  /** Names it within its study. */
  name: z.string(),
  /** Empty where the file does not say. */
  unit: z.string(),
  samples: z.int(),
  /** First and last time, s on the recording's clock. */
  from: z.number(),
  to: z.number(),
  /** Words that the values number, where the column holds words: value i stands for labels[i]. */
  labels: z.nullable(z.array(z.string())),
  /** File it came from, and when it was imported. */
  file: z.string(),
  imported: z.string(),
});
export type SeriesInfo = z.infer<typeof seriesInfo>;

/** A stimulus, stage position, behaviour or temperature beside the traces: samples at times of their own. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly labels: readonly string[] | null;
  /** s on the recording's clock, ascending. */
  readonly time: Float64Array;
  /** As long as `time`; NaN where missing. */
  readonly values: Float64Array;
}
