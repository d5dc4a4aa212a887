import * as z from "zod/mini";
import { Failure } from "#contract/failure";

/** A part of the field: what lies inside a polygon, at some depths. */
export const region = z.object({
  /** Corners, µm [y, x]; none for the whole plane. */
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Lowest and highest depth, µm; null for all. */
  z: z._default(z.nullable(z.tuple([z.number(), z.number()])), null),
});
export type Region = z.infer<typeof region>;

/** Where neurons are looked for: inside any of `include` (everywhere where there is none), outside all of `exclude`. */
export const regions = z.object({
  include: z._default(z.array(region), []),
  exclude: z._default(z.array(region), []),
});
export type Regions = z.infer<typeof regions>;

/** No regions: neurons are looked for in the whole stack. */
export const everywhere: Regions = { include: [], exclude: [] };

/**
 * Regions as the parameter of the step holds them: JSON of `Regions`, empty for everywhere.
 *
 * @throws Failure "invalid-input" for what is no JSON, no regions, or a polygon of fewer than three corners
 */
export function parseRegions(text: string): Regions {
  if (text.trim() === "") return everywhere;
  const parsed = z.safeParse(regions, readJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Failure(
      "invalid-input",
      `The regions are not understood at "${issue?.path.join(".") ?? ""}": ${issue?.message ?? "wrong shape"}; give {"include":[{"points":[[y,x],…],"z":[min,max]}],"exclude":[…]} in µm.`,
      { field: issue?.path.join(".") ?? "" },
    );
  }
  for (const { points } of [...parsed.data.include, ...parsed.data.exclude]) {
    if (points.length === 0 || points.length >= 3) continue;
    throw new Failure("invalid-input", `A region needs three corners or more, or none for the whole plane; one has ${points.length}.`, {
      corners: points.length,
    });
  }
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Failure("invalid-input", `The regions are no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
}
