import { Failure } from "#contract/failure";
import type { FrameSource } from "#contract/source";
import { combineScales, frameScale, spreadFrames, type MeasuredScale } from "#core/image/movie-scale";
import { frameStatistics, type FrameStatistics } from "#core/refocus/frame-statistics";

/** How many frames stand for a movie. */
const sampled = 16;

/** What sampled frames tell about one channel of a movie. */
export interface ChannelMeasure {
  readonly scale: MeasuredScale;
  readonly statistics: readonly FrameStatistics[];
}

/**
 * Measures one channel from frames spread over the whole movie, one frame in memory at a time. The
 * same movie always gives the same numbers, whichever of its frames are worked on.
 *
 * @param plane plane of a scanned recording that stands for it
 * @throws Failure "not-finite" with the frame
 */
export async function measureChannel(source: FrameSource, c: number, plane = 0): Promise<ChannelMeasure> {
  const scales: MeasuredScale[] = [];
  const statistics: FrameStatistics[] = [];
  for (const t of spreadFrames(source.info.shape.t, sampled)) {
    const frame = await source.read(t, c, plane);
    const pixels = Float32Array.from(frame.data);
    requireFinite(pixels, source.info.path, t);
    const scale = frameScale(pixels);
    scales.push(scale);
    statistics.push(frameStatistics(pixels, frame.shape, scale));
  }
  return { scale: combineScales(scales), statistics };
}

/** @throws Failure "not-finite" with path and frame */
export function requireFinite(pixels: Float32Array, path: string, t: number): void {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += (pixels[i] as number) - (pixels[i] as number);
  if (sum !== 0) throw notFinite(path, t);
}

export function notFinite(path: string, t: number): Failure {
  return new Failure(
    "not-finite",
    `Frame ${t} of ${path} holds pixels that are not numbers (NaN or infinite); replace them, or leave the frame out.`,
    { path, t },
  );
}
