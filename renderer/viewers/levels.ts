import type { Levels } from "#renderer/viewers/plane.ts";

const mostSamples = 1 << 16;

/** Evenly spread samples of an image, ascending, without what is not a number. */
function sortedSamples(data: Float32Array): Float32Array {
  const stride = Math.max(1, Math.floor(data.length / mostSamples));
  const samples = new Float32Array(Math.ceil(data.length / stride));
  let count = 0;
  for (let i = 0; i < data.length; i += stride) {
    const value = data[i] as number;
    if (Number.isFinite(value)) samples[count++] = value;
  }
  return samples.subarray(0, count).sort();
}

/** Levels between two percentiles (0..100); at least a hair apart. */
export function autoLevels(data: Float32Array, low = 1, high = 99.8): Levels {
  const samples = sortedSamples(data);
  if (samples.length === 0) return { min: 0, max: 1 };
  const at = (percent: number) => samples[Math.round((percent / 100) * (samples.length - 1))] as number;
  const min = at(low);
  const max = at(high);
  return max > min ? { min, max } : { min, max: min + 1 };
}

/** Counts of pixels in equal bins between the smallest and the largest value. */
export function histogram(data: Float32Array, bins: number): { readonly counts: Uint32Array; readonly min: number; readonly max: number } {
  const samples = sortedSamples(data);
  const counts = new Uint32Array(bins);
  const min = samples[0] ?? 0;
  const max = samples[samples.length - 1] ?? 1;
  const scale = max > min ? bins / (max - min) : 0;
  for (const value of samples) {
    const bin = Math.min(bins - 1, Math.floor((value - min) * scale));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, min, max: max > min ? max : min + 1 };
}
