import * as z from "zod/mini";
import { preflightVerdict } from "#contract/preflight";

/** One thing that a refocused frame must hold to, whatever the truth is. */
export const trustCheck = z.object({
  title: z.string(),
  /** The value for people. */
  shown: z.string(),
  /** What would be good, for people. */
  wanted: z.string(),
  verdict: preflightVerdict,
  /** What it means, and what to do; empty where the verdict is good. */
  advice: z.string(),
});
export type TrustCheck = z.infer<typeof trustCheck>;

/** How sure the places of neurons are: one frame refocused in eight positions, turned and mirrored. */
export const refocusSpread = z.object({
  /** Standard deviation over the eight, root mean square over planes, in units of the frame's scale; row by row on a coarse grid. */
  map: z.object({ shape: z.tuple([z.int(), z.int()]), values: z.array(z.number()) }),
  /** µm [z, y, x], standard deviation of z over the eight, µm; of the brightness, as a share of it. */
  neurons: z.array(z.object({ place: z.tuple([z.number(), z.number(), z.number()]), zError: z.number(), lightError: z.number() })),
  medianZ: z.number(),
  medianLight: z.number(),
});
export type RefocusSpread = z.infer<typeof refocusSpread>;

/** What a refocused frame tells about itself. */
export const trustReport = z.object({
  model: z.string(),
  t: z.number(),
  /** The worst of the checks. */
  verdict: preflightVerdict,
  checks: z.array(trustCheck),
  spread: z.nullable(refocusSpread),
});
export type TrustReport = z.infer<typeof trustReport>;
