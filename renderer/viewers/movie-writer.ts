import { Failure } from "#contract/failure";

export interface MoviePlan {
  /** Drawn on frame by frame; its size is the movie's. */
  readonly canvas: HTMLCanvasElement;
  readonly container: "mp4" | "webm";
  /** Frames a second. */
  readonly rate: number;
  readonly frames: number;
  readonly title: string;
  /** What made it, and whether its pixels are virtual. */
  readonly comment: string;
  /** Draws a frame, 0..frames − 1. */
  readonly draw: (index: number) => Promise<void>;
  /** Told after each frame how many are done. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

const codecs = { mp4: ["avc", "vp9", "av1"], webm: ["vp9", "av1", "vp8"] } as const;

/**
 * Writes a movie with the browser's own encoder.
 *
 * @throws Failure "unsupported" where the browser has no encoder for it; the signal's reason when it is cancelled
 */
export async function writeMovie(plan: MoviePlan): Promise<Blob> {
  const { canvas, container, rate, frames, signal } = plan;
  // The writer of movies is large and seldom needed.
  const { BufferTarget, CanvasSource, getFirstEncodableVideoCodec, Mp4OutputFormat, Output, QUALITY_VERY_HIGH, WebMOutputFormat } =
    await import("mediabunny");
  const { width, height } = canvas;
  const codec =
    "VideoEncoder" in globalThis
      ? await getFirstEncodableVideoCodec([...codecs[container]], { width, height, bitrate: QUALITY_VERY_HIGH })
      : null;
  if (codec === null) {
    const other = container === "mp4" ? "WebM" : "MP4";
    throw new Failure(
      "unsupported",
      `This browser cannot encode ${container.toUpperCase()} movies of ${width} × ${height} pixels; try ${other}.`,
      {
        container,
        width,
        height,
      },
    );
  }
  const target = new BufferTarget();
  const output = new Output({
    format: container === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat(),
    target,
  });
  const source = new CanvasSource(canvas, { codec, bitrate: QUALITY_VERY_HIGH });
  output.addVideoTrack(source, { frameRate: rate });
  output.setMetadataTags({ title: plan.title, comment: plan.comment, date: new Date() });
  try {
    await output.start();
    for (let i = 0; i < frames; i++) {
      signal.throwIfAborted();
      await plan.draw(i);
      await source.add(i / rate, 1 / rate);
      plan.onProgress(i + 1);
    }
    await output.finalize();
  } catch (thrown) {
    if (output.state !== "finalized") await output.cancel();
    throw thrown;
  }
  if (!target.buffer) throw new Failure("internal", "The movie came out empty; try another format.");
  return new Blob([target.buffer], { type: container === "mp4" ? "video/mp4" : "video/webm" });
}
