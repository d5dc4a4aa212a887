import type { Pair } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import type { MeasuredScale } from "#core/image/movie-scale";
import { median } from "#core/image/percentile";
import { triangleThreshold } from "#core/image/triangle-threshold";

/** What tells whether a frame looks like those a model was trained on. */
export interface FrameStatistics {
  /** 99th percentile inside the Triangle mask over the median. */
  readonly p99OverMedianRatio: number;
  /** Share of pixels in the Triangle mask, 0..1. */
  readonly foregroundShare: number;
  /** (P99 − median) over the noise, which is taken from differences of horizontal neighbours. */
  readonly snr: number;
}

/**
 * @param pixels grey levels [y, x], finite
 * @param shape  pixels, [y, x]
 * @param scale  of this frame
 */
export function frameStatistics(pixels: Float32Array, shape: Pair, scale: MeasuredScale): FrameStatistics {
  const [height, width] = shape;
  const steps = new Float32Array(height * Math.max(width - 1, 1));
  for (let y = 0, n = 0; y < height; y++) {
    for (let x = 1; x < width; x++, n++) steps[n] = Math.abs((pixels[y * width + x] as number) - (pixels[y * width + x - 1] as number));
  }
  const noise = (1.4826 * median(steps)) / Math.SQRT2;
  const threshold = triangleThreshold(pixels);
  let above = 0;
  for (let i = 0; i < pixels.length; i++) if ((pixels[i] as number) > threshold) above++;
  return {
    p99OverMedianRatio: scale.scale / Math.max(scale.background, 1e-6),
    foregroundShare: above / pixels.length,
    snr: (scale.scale - scale.background) / Math.max(noise, 0.5),
  };
}

const words = {
  p99OverMedianRatio: "contrast of light over background",
  foregroundShare: "share of the frame that holds light",
  snr: "signal over noise",
} as const satisfies Record<keyof FrameStatistics, string>;

/**
 * How a recording's frames differ from those a model was trained on: sentences for people, none where
 * every statistic lies between the 1st and 99th percentile of training.
 *
 * @param frames statistics of sampled frames, at least one
 */
export function unlikeTraining(frames: readonly FrameStatistics[], model: Pick<Manifest, "statistics" | "id">): string[] {
  return (Object.keys(words) as (keyof FrameStatistics)[]).flatMap((name) => {
    const trained = model.statistics?.[name];
    const low = trained?.[0];
    const high = trained?.at(-1);
    if (low === undefined || high === undefined) return [];
    const here = median(Float64Array.from(frames, (frame) => frame[name]));
    if (here >= low && here <= high) return [];
    return [
      `The recording lies outside the training of ${model.id}: its ${words[name]} is ${here.toPrecision(3)}, in training it was ${low.toPrecision(3)} to ${high.toPrecision(3)}; it may not be a wide-field frame.`,
    ];
  });
}
