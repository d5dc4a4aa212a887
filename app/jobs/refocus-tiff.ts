import { Failure } from "#contract/failure";
import type { RecordingInfo } from "#contract/recording";
import type { FrameSource, Progress } from "#contract/source";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { summaryOf, virtualOrigin, type RefocusJob, type RefocusSummary } from "#jobs/refocus-summary";
import { openRefocuser } from "#jobs/refocuser";

/**
 * Refocuses a movie into one OME-TIFF of float planes (grey levels above background), in the order t, c, z.
 * The file appears when it is whole; a run that stops leaves nothing behind.
 *
 * @throws Failure of the recording, the model's range or the disk; the signal's reason where it is aborted
 */
export async function* refocusToTiff(source: FrameSource, path: string, job: RefocusJob): AsyncGenerator<Progress, RefocusSummary> {
  const started = performance.now();
  const { info } = source;
  const { channels, signal } = job;
  const frames = job.frames ?? { from: 0, to: info.shape.t };
  const total = frames.to - frames.from;
  if (frames.from < 0 || frames.to > info.shape.t || total < 1)
    throw new Failure("invalid-input", `Frames ${frames.from}:${frames.to} are not within 0:${info.shape.t}.`, { ...frames });
  yield { done: 0, total, message: "measuring the movie" };
  const refocuser = await openRefocuser(source, job);
  for (const sentence of refocuser.warnings) job.warn?.(sentence);
  const [depth, height, width] = refocuser.shape;
  const writer = await createOmeTiff(path, {
    shape: { t: total, c: channels.length, z: depth, y: height, x: width },
    dtype: "float32",
    pixelSize: job.pixelSize,
    zStep: depth > 1 ? refocuser.voxel[0] : null,
    zOrigin: refocuser.origin[0],
    interval: info.interval,
    times: info.times?.slice(frames.from, frames.to) ?? null,
    channels: channels.map((c) => info.channels[c] as RecordingInfo["channels"][number]),
    virtual: JSON.stringify(virtualOrigin(refocuser, job)),
  });
  let storing = 0;
  try {
    for (let t = frames.from; t < frames.to; t++) {
      signal?.throwIfAborted();
      for (let c = 0; c < channels.length; c++) {
        const { data } = await refocuser.volume(t, c);
        const before = performance.now();
        for (let z = 0; z < depth; z++) await writer.write(data.subarray(z * height * width, (z + 1) * height * width));
        storing += performance.now() - before;
      }
      yield { done: t + 1 - frames.from, total, message: "refocusing frames" };
    }
    await writer.finish();
  } finally {
    await writer.abort();
  }
  const bytes = total * channels.length * depth * height * width * 4;
  return summaryOf(path, refocuser, job.model, {
    made: total,
    kept: 0,
    clipped: 0,
    bytes,
    store: storing / 1000,
    total: (performance.now() - started) / 1000,
  });
}
