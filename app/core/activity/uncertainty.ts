import { noiseOf } from "#core/activity/deconvolve";

/** What is known about the reading of one neuron, each [t]; NaN where missing. */
export interface ReadingQuality {
  /** How far the voxels scatter about what was read, grey levels: what refocusing and demixing leave. */
  readonly scatter: Float32Array;
  /** Confidence of the position, 0..1. */
  readonly confidence: Float32Array;
  /** 1 where the position was interpolated. */
  readonly filled: Float32Array;
}

/** Share of the voxels' scatter, and of F at a sure position, that passes into the reading. */
const shares = { scatter: 0.3, position: 0.02 } as const;

/**
 * Standard deviation of F that its reading leaves, three parts added in squares: the noise of the trace itself
 * (photons, camera, and what jumps from frame to frame; from the differences of neighbouring frames), a share of
 * the voxels' scatter about what was read (refocusing, neighbours that were not found), and a share of F that
 * grows as the position is less sure (doubled at confidence 0, and again where the position was interpolated).
 * The shares were set so that on simulated recordings two thirds of the truth lie within one and nineteen
 * twentieths within two of it, offsets and scale of a neuron aside.
 *
 * @param f one neuron's F, [t]; NaN where missing
 * @returns grey levels, [t]; NaN where F is missing
 */
export function readingError(f: Float32Array, { scatter, confidence, filled }: ReadingQuality): Float32Array {
  const noise = noiseOf(f.filter((value) => !Number.isNaN(value)));
  return f.map((value, t) => {
    const unsure = (2 - clamped(confidence[t]!)) * (filled[t] === 1 ? 2 : 1);
    return Math.hypot(Number.isNaN(noise) ? 0 : noise, shares.scatter * finite(scatter[t]!), shares.position * unsure * value);
  });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function clamped(value: number): number {
  return Math.min(1, Math.max(0, finite(value)));
}
