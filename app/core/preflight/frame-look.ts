import type { Pair } from "#contract/geometry";
import type { Pixels } from "#contract/volume";
import { frameScale } from "#core/image/movie-scale";
import { triangleThreshold } from "#core/image/triangle-threshold";
import { type SpotShape, spotShape } from "#core/preflight/spot-shape";
import { frameStatistics, type FrameStatistics } from "#core/refocus/frame-statistics";

/** What one frame tells. */
export interface FrameLook extends FrameStatistics, SpotShape {
  readonly t: number;
  /** Mean grey level of bright places above the background. */
  readonly light: number;
  /** Middle of the bright places, px [y, x]; null where there are none. */
  readonly middle: Pair | null;
}

/** Spots are looked at in a window no longer than this around the light, px. */
const longest = 768;

/**
 * @param pixels    grey levels [y, x], finite
 * @param pixelSize µm [y, x]; where it is not known, of the model
 */
export function lookAtFrame(pixels: Float32Array, shape: Pair, pixelSize: Pair, t: number): FrameLook {
  const scale = frameScale(pixels);
  const statistics = frameStatistics(pixels, shape, scale);
  const threshold = triangleThreshold(pixels);
  let [count, light, sy, sx] = [0, 0, 0, 0];
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i]! <= threshold) continue;
    count++;
    light += pixels[i]! - scale.background;
    sy += Math.floor(i / shape[1]);
    sx += i % shape[1];
  }
  const middle: Pair | null = count === 0 ? null : [sy / count, sx / count];
  const noise = (scale.scale - scale.background) / Math.max(statistics.snr, 1e-6);
  const [part, size] = around(pixels, shape, middle);
  return { t, ...statistics, ...spotShape(part, size, pixelSize, noise), light: count === 0 ? 0 : light / count, middle };
}

function around(pixels: Float32Array, [height, width]: Pair, middle: Pair | null): readonly [Float32Array, Pair] {
  if (height <= longest && width <= longest) return [pixels, [height, width]];
  const size: Pair = [Math.min(height, longest), Math.min(width, longest)];
  const [my, mx] = middle ?? [height / 2, width / 2];
  const top = Math.min(Math.max(Math.round(my - size[0] / 2), 0), height - size[0]);
  const left = Math.min(Math.max(Math.round(mx - size[1] / 2), 0), width - size[1]);
  const part = new Float32Array(size[0] * size[1]);
  for (let y = 0; y < size[0]; y++) part.set(pixels.subarray((top + y) * width + left, (top + y) * width + left + size[1]), y * size[1]);
  return [part, size];
}

/** Pixels at the highest grey level of the frames looked at, and how many lie just under it. */
export interface Highest {
  readonly level: number;
  readonly at: number;
  /** Pixels in the twentieth of the levels under it. */
  readonly under: number;
}

/**
 * How grey levels end: a camera or a file format that cut them off leaves a heap at one level.
 *
 * @param planes as recorded [y, x], at least one
 */
export function highestLevel(planes: readonly Pixels[]): Highest {
  let level = -Infinity;
  for (const plane of planes) for (let i = 0; i < plane.length; i++) if (plane[i]! > level) level = plane[i]!;
  let [at, under] = [0, 0];
  for (const plane of planes) {
    for (let i = 0; i < plane.length; i++) {
      if (plane[i] === level) at++;
      else if (plane[i]! > 0.95 * level) under++;
    }
  }
  return { level, at, under };
}

/** Grey levels that cut-off cameras and files end at. */
const ends = new Set([255, 511, 1023, 2047, 4095, 8191, 16383, 32767, 65535]);

/** Whether the levels were cut off: a heap at the top, larger than a tail would leave. */
export function isCutOff({ level, at, under }: Highest): boolean {
  return ends.has(level) ? at > 1 : at > 20 && at > under;
}

/**
 * Slope of values over time that outliers do not move: the median of the slopes between all pairs.
 *
 * Theil (1950), Sen (1968).
 *
 * @returns change of value a frame; 0 for fewer than two values
 */
export function steadySlope(frames: readonly number[], values: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < frames.length; i++)
    for (let j = i + 1; j < frames.length; j++) slopes.push((values[j]! - values[i]!) / (frames[j]! - frames[i]!));
  slopes.sort((a, b) => a - b);
  const half = slopes.length >> 1;
  if (slopes.length === 0) return 0;
  return slopes.length % 2 === 1 ? slopes[half]! : (slopes[half - 1]! + slopes[half]!) / 2;
}
