import { ALL_FORMATS, BlobSource, Input, type VideoSample, VideoSampleSink } from "mediabunny";
import { Failure } from "#contract/failure";
import type { Outside } from "#renderer/state/slice.ts";

/** Frames are handed over this many bytes at a time. */
const batchBytes = 8 * 2 ** 20;

/**
 * Decodes a video with the browser's own decoder and has its luminance kept as a lossless recording beside it.
 *
 * @param told hears how many frames are done, of all
 * @returns    path of the recording
 * @throws     Failure "unsupported" where this browser cannot decode it; AbortError; of the services
 */
export async function convertVideo(
  { client, pixels }: Pick<Outside, "client" | "pixels">,
  path: string,
  signal: AbortSignal,
  told: (done: number, total: number) => void,
): Promise<string> {
  using input = new Input({ source: new BlobSource(await pixels.video(path)), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack().catch(() => null);
  if (!track || !(await track.canDecode())) {
    const codec = await track?.getCodec();
    throw new Failure(
      "unsupported",
      `This browser cannot decode ${path}${codec ? ` (${codec})` : ""}; turn its frames into pictures with ffmpeg (ffmpeg -i movie.mp4 -pix_fmt gray16be frames/t%05d.png) and open that folder.`,
      { path },
    );
  }
  const { packetCount: total, averagePacketRate: rate } = await track.computePacketStats();
  const shape: [number, number] = [await track.getCodedHeight(), await track.getCodedWidth()];
  const interval = rate > 0 ? Number((1 / rate).toPrecision(6)) : null;
  const { video, path: made } = await client.video.begin({ path, frames: total, shape, interval });
  if (video === null) return made;
  try {
    const size = shape[0] * shape[1];
    const batch = new Uint8Array(size * Math.max(1, Math.floor(batchBytes / size)));
    let [held, done] = [0, 0];
    for await (const sample of new VideoSampleSink(track).samples()) {
      try {
        signal.throwIfAborted();
        await luminance(sample, shape, batch.subarray(held, held + size));
      } finally {
        sample.close();
      }
      held += size;
      if (held === batch.length) {
        await pixels.sendFrames(video, batch);
        held = 0;
      }
      told(++done, total);
    }
    if (held > 0) await pixels.sendFrames(video, batch.slice(0, held));
    return (await client.video.finish({ video })).path;
  } catch (thrown) {
    await client.video.abort({ video });
    throw thrown;
  }
}

/** The brightness of each pixel: the Y plane where the decoder gives one, else the mean of red, green and blue. */
async function luminance(sample: VideoSample, [height, width]: readonly [number, number], into: Uint8Array): Promise<void> {
  const planar = sample.format !== null && /^(I4|NV12)/.test(sample.format);
  const options = planar ? {} : ({ format: "RGBA" } as const);
  const raw = new Uint8Array(sample.allocationSize(options));
  const [plane] = await sample.copyTo(raw, options);
  if (!plane) throw new Failure("unsupported", "The decoder gave a frame without pixels.");
  for (let y = 0; y < height; y++) {
    const row = plane.offset + y * plane.stride;
    if (planar) into.set(raw.subarray(row, row + width), y * width);
    else for (let x = 0; x < width; x++) into[y * width + x] = (raw[row + 4 * x]! + raw[row + 4 * x + 1]! + raw[row + 4 * x + 2]!) / 3;
  }
}
