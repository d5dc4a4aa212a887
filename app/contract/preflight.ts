import * as z from "zod/mini";

/** What a pre-flight looks at, in the order it is told. */
export const preflightChecks = [
  "pixel-size",
  "aperture",
  "channel",
  "kind",
  "exposure",
  "saturation",
  "signal",
  "contrast",
  "foreground",
  "focus",
  "focus-drift",
  "blur",
  "motion",
  "drift",
  "bleaching",
] as const;
export const preflightCheckName = z.enum(preflightChecks);
export type PreflightCheckName = z.infer<typeof preflightCheckName>;

/** good: as in the model's training; doubtful: trust less; bad: record again; unmeasured: the file does not say, or one frame cannot tell. */
export const preflightVerdicts = ["good", "unmeasured", "doubtful", "bad"] as const;
export const preflightVerdict = z.enum(preflightVerdicts);
export type PreflightVerdict = z.infer<typeof preflightVerdict>;

/** One thing measured on a recording, and what it means for a model. */
export const preflightCheck = z.object({
  check: preflightCheckName,
  title: z.string(),
  /** Null where nothing could be measured. */
  value: z.nullable(z.number()),
  /** Unit of `value`; empty for plain ratios. */
  unit: z.string(),
  /** The value for people, "not said" where there is none. */
  shown: z.string(),
  /** What would be good, for people. */
  wanted: z.string(),
  verdict: preflightVerdict,
  /** What to change, at the microscope or in the settings; empty where the verdict is good. */
  advice: z.string(),
  /** The measure over time, where it has one: t, frame; value in the check's own terms. */
  series: z.nullable(z.object({ label: z.string(), frames: z.array(z.number()), values: z.array(z.number()) })),
});
export type PreflightCheck = z.infer<typeof preflightCheck>;

/** Whether a recording suits a model. */
export const preflightReport = z.object({
  recording: z.string(),
  model: z.string(),
  /** Frames that were looked at. */
  frames: z.array(z.number()),
  /** The worst of the checks. */
  verdict: preflightVerdict,
  checks: z.array(preflightCheck),
});
export type PreflightReport = z.infer<typeof preflightReport>;
