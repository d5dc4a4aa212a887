import type { MovieScale } from "#contract/volume";
import { median, percentile, percentiles } from "#core/image/percentile";
import { triangleThreshold } from "#core/image/triangle-threshold";

/** A movie's scale and how bright it gets, so that 16-bit storage can be laid out before the first volume. */
export interface MeasuredScale extends MovieScale {
  /** Highest pixel of the sampled frames above background, in units of `scale`. */
  readonly brightest: number;
}

/**
 * Frames that stand for a movie: evenly spread, the first and the last among them.
 *
 * @param frames number of frames in the movie
 * @param count  number of frames wanted
 * @returns      frame indices, ascending, without repeats
 */
export function spreadFrames(frames: number, count: number): number[] {
  if (frames <= count) return Array.from({ length: frames }, (_, t) => t);
  if (count === 1) return [Math.floor((frames - 1) / 2)];
  return Array.from({ length: count }, (_, i) => Math.round((i * (frames - 1)) / (count - 1)));
}

/**
 * Scale of one frame: its median, and the 99th percentile of the pixels above the Triangle threshold
 * (background not subtracted), as in Wu et al. (2019), doi:10.1038/s41592-019-0622-5.
 *
 * @param pixels grey levels [y, x], finite
 * @returns      background and scale, grey levels; scale is 1 where a frame holds no light
 */
export function frameScale(pixels: Float32Array): MeasuredScale {
  const threshold = triangleThreshold(pixels);
  let above = 0;
  for (let i = 0; i < pixels.length; i++) if ((pixels[i] as number) > threshold) above++;
  const mask = above === 0 ? pixels : new Float32Array(above);
  if (above > 0) {
    for (let i = 0, n = 0; i < pixels.length; i++) if ((pixels[i] as number) > threshold) mask[n++] = pixels[i] as number;
  }
  const [background = 0, highest = 0] = percentiles(pixels, [50, 100]);
  const p99 = percentile(mask, 99);
  const scale = p99 > 0 ? p99 : 1;
  return { background, scale, brightest: (highest - background) / scale };
}

/**
 * One scale for a whole movie from those of sampled frames: the median background and the median
 * scale, so that ΔF/F0 is never rescaled from frame to frame.
 *
 * @param frames scales of sampled frames, at least one
 */
export function combineScales(frames: readonly MeasuredScale[]): MeasuredScale {
  const background = median(Float64Array.from(frames, (f) => f.background));
  const scale = median(Float64Array.from(frames, (f) => f.scale));
  const brightest = Math.max(...frames.map((f) => (f.brightest * f.scale + f.background - background) / scale));
  return { background, scale, brightest };
}
