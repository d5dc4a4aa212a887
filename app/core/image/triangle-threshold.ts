import type { Pixels } from "#contract/volume";

const bins = 256;

/**
 * Triangle threshold: the grey level whose histogram bar lies farthest below the line from the
 * histogram's peak to the end of its longer tail. Integers have a bar for each level, real numbers
 * 256 bars between the extremes, as in scikit-image.
 *
 * Zack, Rogers, Latt (1977), doi:10.1177/25.7.70454.
 *
 * @param values grey levels, at least one, none NaN
 * @returns      threshold, grey levels; the level itself where all values are equal
 * @throws       Error if there are no values
 */
export function triangleThreshold(values: Pixels): number {
  const { low, high } = extremes(values);
  if (low === high) return low;
  const whole = !(values instanceof Float32Array || values instanceof Float64Array);
  const counts = whole ? levels(values, low, high) : bars(values, low, high);
  const level = farthest(counts);
  return whole ? low + level : low + ((high - low) * (level + 0.5)) / bins;
}

function extremes(values: Pixels): { low: number; high: number } {
  if (values.length === 0) throw new Error("A threshold of no values.");
  let low = values[0] as number;
  let high = low;
  for (let i = 1; i < values.length; i++) {
    const v = values[i] as number;
    if (v < low) low = v;
    else if (v > high) high = v;
  }
  return { low, high };
}

function levels(values: Pixels, low: number, high: number): Uint32Array {
  const counts = new Uint32Array(high - low + 1);
  for (let i = 0; i < values.length; i++) {
    const level = (values[i] as number) - low;
    counts[level] = (counts[level] as number) + 1;
  }
  return counts;
}

function bars(values: Pixels, low: number, high: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const perLevel = bins / (high - low);
  for (let i = 0; i < values.length; i++) {
    const bar = Math.min(Math.floor(((values[i] as number) - low) * perLevel), bins - 1);
    counts[bar] = (counts[bar] as number) + 1;
  }
  return counts;
}

/** Bar farthest below the line from the peak to the end of the longer tail; both ends are non-zero. */
function farthest(counts: Uint32Array): number {
  let peak = 0;
  for (let i = 1; i < counts.length; i++) if ((counts[i] as number) > (counts[peak] as number)) peak = i;
  const last = counts.length - 1;
  const flipped = peak < last - peak;
  const width = flipped ? last - peak : peak;
  const height = counts[peak] as number;
  let best = 0;
  let length = -Infinity;
  for (let i = 0; i < width; i++) {
    const here = height * i - width * (counts[flipped ? last - i : i] as number);
    if (here > length) {
      length = here;
      best = i;
    }
  }
  return flipped ? last - best : best;
}
