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
 * Tells nuclei from clutter by the heights of all peaks: noise crowds at the low end, haze, ghosts and
 * granules above it, and nuclei are a population of their own. The threshold lies in a valley of the
 * smoothed distribution of log heights: the first above the noise, and then the next as long as at least as
 * many peaks lie above it as were left between the two.
 *
 * @param heights peaks above a few times the noise, in any order
 * @param least   what a nucleus must exceed in any case; it is the threshold where there is no valley
 * @returns       the height from which a peak counts
 */
export function automaticThreshold(heights: Float64Array, least: number): number {
  const logs = Float64Array.from(heights, Math.log).sort();
  const n = logs.length;
  if (n < 4) return least;
  const density = smoothed(logs);
  let cut = least;
  for (const valley of valleys(density)) {
    const next = Math.exp(logs[0]! + valley * pitch);
    if (next <= least) continue;
    const above = logs.filter((value) => value > Math.log(next)).length;
    const between = logs.filter((value) => value > Math.log(cut)).length - above;
    if (cut > least && between > above) break;
    cut = next;
  }
  return cut;
}

function smoothed(logs: Float64Array): Float64Array {
  const start = logs[0]!;
  const density = new Float64Array(Math.ceil((logs[logs.length - 1]! - start) / pitch) + 1);
  const reach = Math.ceil((4 * bandwidth) / pitch);
  for (const value of logs) {
    const centre = Math.round((value - start) / pitch);
    for (let i = Math.max(0, centre - reach); i <= Math.min(density.length - 1, centre + reach); i++) {
      density[i] = density[i]! + Math.exp(-0.5 * ((start + i * pitch - value) / bandwidth) ** 2);
    }
  }
  return density;
}

/** Middles of the valleys that a rise follows, from the low end on. One peak alone has density 1: less than that is no rise. */
function valleys(density: Float64Array): number[] {
  const found: number[] = [];
  let lowest = 0;
  let top = 0;
  for (let i = 1; i < density.length; i++) {
    if (density[i]! < density[lowest]!) lowest = i;
    if (density[i]! > rise * density[lowest]! + 1 && density[top]! > rise * density[lowest]! + 1) {
      const flat = 1.05 * density[lowest]! + 0.02;
      let from = lowest;
      let to = lowest;
      while (from > 0 && density[from - 1]! <= flat) from--;
      while (to < density.length - 1 && density[to + 1]! <= flat) to++;
      found.push(0.5 * (from + to));
      top = i;
      lowest = i;
    }
    if (density[i]! > density[top]!) {
      top = i;
      lowest = i;
    }
  }
  return found;
}
