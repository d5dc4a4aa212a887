/**
 * Robust noise of a response: 1.4826 × the median absolute value of a regular sample, of its non-zero part
 * where most of the stack is exactly empty.
 *
 * @returns grey levels; 0 only for an empty stack
 */
export function noiseOf(response: Float32Array): number {
  const step = Math.max(1, Math.floor(response.length / 100_003));
  const sample: number[] = [];
  for (let i = 0; i < response.length; i += step) if (response[i] !== 0) sample.push(Math.abs(response[i]!));
  const sorted = Float64Array.from(sample).sort();
  return sorted.length === 0 ? 0 : 1.4826 * sorted[sorted.length >> 1]!;
}

/** Width of the smoothing of log heights. */
const bandwidth = 0.35;
/** Steps of the log height. */
const pitch = 0.05;
/** A rise out of a valley by this factor is a second population. */
const rise = 1.25;

/**
 * Tells nuclei from clutter by the heights of all peaks: noise, haze and granules crowd at the low end, and
 * nuclei are a population of their own above them. The threshold lies in the valley of the smoothed
 * distribution of log heights between the two; in the middle of it where it is wide and empty.
 *
 * @param heights peaks above a few times the noise, in any order
 * @param least   what a nucleus must exceed in any case; it is the threshold where there is no valley
 * @returns       the height from which a peak counts
 */
export function automaticThreshold(heights: Float64Array, least: number): number {
  const logs = Float64Array.from(heights, Math.log).sort();
  const n = logs.length;
  if (n < 4) return least;
  const start = logs[0]!;
  const steps = Math.ceil((logs[n - 1]! - start) / pitch) + 1;
  const density = new Float64Array(steps);
  for (let i = 0; i < steps; i++) {
    const at = start + i * pitch;
    for (const value of logs) density[i] = density[i]! + Math.exp(-0.5 * ((value - at) / bandwidth) ** 2);
  }
  let lowest = 0;
  for (let i = 1; i < steps; i++) {
    if (density[i]! < density[lowest]!) lowest = i;
    // One peak alone has density 1 in its middle: less than two together are no population.
    if (density[i]! > rise * density[lowest]! + 1) {
      const flat = 1.05 * density[lowest]! + 0.02;
      let from = lowest;
      let to = lowest;
      while (from > 0 && density[from - 1]! <= flat) from--;
      while (to < steps - 1 && density[to + 1]! <= flat) to++;
      return Math.max(least, Math.exp(start + 0.5 * (from + to) * pitch));
    }
  }
  return least;
}
