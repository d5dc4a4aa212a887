/** Lengths along [y, x]. */
export type Pair = readonly [number, number];

/** Lengths along [z, y, x]. */
export type Triple = readonly [number, number, number];

/** Depths a model was trained on, µm from the recorded plane. */
export interface DepthRange {
  readonly min: number;
  readonly max: number;
}

/** Planes asked for: `min`, `min + step`, … up to and including `max`; µm from the recorded plane. */
export interface DepthPlan extends DepthRange {
  readonly step: number;
}

/**
 * The depths of a plan, both ends included.
 *
 * @returns depths, µm, ascending
 */
export function planesOf(plan: DepthPlan): number[] {
  if (plan.max <= plan.min) return [plan.min];
  const count = Math.floor((plan.max - plan.min) / plan.step + 1e-6) + 1;
  return Array.from({ length: count }, (_, i) => Number((plan.min + i * plan.step).toFixed(6)));
}
