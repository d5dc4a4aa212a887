import type { Pair } from "#contract/geometry";
import type { Pixels } from "#contract/volume";
import { median } from "#core/image/percentile";

/**
 * Pixels of a camera that are always too bright or too dark: in the typical frame they stand out of the median of their
 * eight neighbours by more than `threshold` times the noise, by more than three times what these stand out of the ring around
 * them, and by more than twice what all of them but one differ: neither the peak nor the slope of a small nucleus is one.
 *
 * @param still     typical frame [y, x], grey levels
 * @param shape     pixels, [y, x]
 * @param threshold times the noise of the typical frame (1.4826 × median absolute deviation from the neighbours' median)
 * @returns         indices of the pixels, ascending
 */
export function findHotPixels(still: Float32Array, shape: Pair, threshold: number): Int32Array {
  const around = new Float64Array(16);
  const excess = new Float32Array(still.length);
  for (let i = 0; i < still.length; i++) excess[i] = still[i]! - middleOf(ring(still, shape, i, 1, around));
  const noise = Math.max(1.4826 * median(excess.map(Math.abs)), 1e-6);
  const hot: number[] = [];
  for (let i = 0; i < still.length; i++) {
    const stands = Math.abs(excess[i]!);
    if (stands <= threshold * noise) continue;
    const near = still[i]! - excess[i]!;
    const spread = ring(still, shape, i, 1, around)
      .map((value) => Math.abs(value - near))
      .sort();
    if (stands <= 2 * (spread.at(-2) ?? 0)) continue;
    if (stands > 3 * Math.abs(near - middleOf(ring(still, shape, i, 2, around)))) hot.push(i);
  }
  return Int32Array.from(hot);
}

/**
 * Gives hot pixels the median of their neighbours that are not hot; where all are, they keep their value.
 *
 * @param plane grey levels [y, x], changed in place
 * @param shape pixels, [y, x]
 * @param hot   indices, from `findHotPixels`
 */
export function mendHotPixels(plane: Pixels, shape: Pair, hot: Int32Array): void {
  const around = new Float64Array(16);
  const isHot = new Set(hot);
  const mended = Float64Array.from(hot, (i) => {
    const near = ring(plane, shape, i, 1, around, isHot);
    return near.length === 0 ? plane[i]! : middleOf(near);
  });
  hot.forEach((i, n) => (plane[i] = mended[n]!));
}

/** Values of the square ring around a pixel, in ascending order. */
function ring(
  plane: Pixels,
  [height, width]: Pair,
  i: number,
  radius: number,
  into: Float64Array,
  leaveOut?: ReadonlySet<number>,
): Float64Array {
  const y = Math.floor(i / width);
  const x = i - y * width;
  let count = 0;
  for (let dy = -radius; dy <= radius; dy++) {
    if (y + dy < 0 || y + dy >= height) continue;
    for (let dx = -radius; dx <= radius; dx++) {
      if (Math.max(Math.abs(dy), Math.abs(dx)) < radius || x + dx < 0 || x + dx >= width) continue;
      const at = i + dy * width + dx;
      if (leaveOut?.has(at)) continue;
      const value = plane[at]!;
      let place = count++;
      while (place > 0 && into[place - 1]! > value) {
        into[place] = into[place - 1]!;
        place--;
      }
      into[place] = value;
    }
  }
  return into.subarray(0, count);
}

function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
