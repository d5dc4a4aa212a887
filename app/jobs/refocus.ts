import { Failure } from "#contract/failure";
import { lengthUnit, unsaid, type RecordingInfo } from "#contract/recording";
import type { FrameSource, Progress } from "#contract/source";
import { requireSpace } from "#io/volume/free-space";
import { levelCount, storageOf, type Compression, type StorageType, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { handsCrew, handsFor, soleCrew, type FinishedFrame } from "#jobs/frame-crew";
import { summaryOf, virtualOrigin, type RefocusJob, type RefocusSummary } from "#jobs/refocus-summary";
import { openRefocuser, type RefocusOptions, type Refocuser } from "#jobs/refocuser";

/** Where the volumes go. */
export interface RefocusTarget {
  /** The OME-Zarr folder. */
  readonly path: string;
  readonly storage: StorageType;
  readonly compression: Compression;
  /** Whether the place can hold nothing but these volumes, as in a study: metadata that were altered are written anew. */
  readonly own?: boolean;
  /** Frames the store holds, half open; the whole movie where left out. */
  readonly span?: { readonly from: number; readonly to: number };
}

/**
 * Refocuses a movie frame by frame into an OME-Zarr store: one frame and one volume in memory for each core at work, one
 * scale for the whole movie. Frames already finished are kept; a run that stopped is gone on with.
 *
 * @throws Failure of the recording, the model's range or the disk; the signal's reason where it is aborted
 */
export async function* refocus(source: FrameSource, target: RefocusTarget, job: RefocusJob): AsyncGenerator<Progress, RefocusSummary> {
  const started = performance.now();
  const { model, channels, signal } = job;
  const span = target.span ?? { from: 0, to: source.info.shape.t };
  const frames = job.frames ?? span;
  if (frames.from < span.from || frames.to > span.to || frames.from >= frames.to) {
    throw new Failure("invalid-input", `Frames ${frames.from}:${frames.to} are not within ${span.from}:${span.to}.`, { ...frames });
  }
  yield { done: 0, total: frames.to - frames.from, message: "measuring the movie" };
  const refocuser = await openRefocuser(source, job);
  for (const sentence of refocuser.warnings) job.warn?.(sentence);
  const store = await openStore(target.path, specOf(source.info, refocuser, target, job, span), { own: target.own ?? false });
  const hands = handsFor(job, refocuser.depths.length, [source.info.shape.y, source.info.shape.x], frames.to - frames.from);
  const crew = hands > 0 ? await handsCrew({ source, refocuser, store, job }, hands) : soleCrew(refocuser, store, channels.length);
  const work = { made: 0, kept: 0, clipped: 0, bytes: 0, store: 0 };
  let largest = 0;
  /** Frames on their way, oldest first. */
  const underWay: Promise<FinishedFrame>[] = [];
  const settle = async (): Promise<void> => {
    const frame = await underWay[0];
    underWay.shift();
    if (frame === undefined) return;
    work.made++;
    work.bytes += frame.bytes;
    work.clipped += frame.clipped;
    work.store += frame.store;
    largest = Math.max(largest, frame.bytes);
  };
  const progress = () => ({ done: work.made + work.kept, total: frames.to - frames.from, message: "refocusing frames" });
  try {
    for (let t = frames.from; t < frames.to; t++) {
      const at = t - span.from;
      signal?.throwIfAborted();
      if (await store.holds(at)) {
        work.kept++;
      } else {
        await requireSpace(target.path, largest * crew.size);
        const { done } = await crew.take(t, at);
        done.catch(() => undefined);
        underWay.push(done);
        while (underWay.length > crew.size) await settle();
      }
      yield progress();
    }
    while (underWay.length > 0) {
      signal?.throwIfAborted();
      await settle();
      yield progress();
    }
  } finally {
    // What was set out on is on the disk, or failed, before anyone looks.
    await crew.close();
    await Promise.allSettled(underWay);
  }
  return summaryOf(target.path, refocuser, model, { ...work, total: (performance.now() - started) / 1000 });
}

/**
 * 16-bit storage leaves room for four times the brightest recorded pixel, since light that was spread
 * out comes together when it is refocused.
 */
export function specOf(
  info: RecordingInfo,
  refocuser: Refocuser,
  target: Pick<RefocusTarget, "storage" | "compression">,
  job: RefocusOptions,
  span: { from: number; to: number },
): VolumeSpec {
  const highest = Math.max(...refocuser.scales.map((scale) => scale.scale * 4 * Math.max(scale.brightest, 1)));
  return {
    frames: span.to - span.from,
    firstFrame: span.from,
    channels: job.channels.map((c, i) => {
      const { name, role } = info.channels[c] as RecordingInfo["channels"][number];
      const { scale, brightest } = refocuser.scales[i] as Refocuser["scales"][number];
      return { name, role, window: [0, scale * Math.max(brightest, 1)] as const };
    }),
    shape: refocuser.shape,
    voxel: refocuser.voxel,
    origin: refocuser.origin,
    unit: lengthUnit({ ...unsaid, pixelSize: job.pixelSize[0] }),
    interval: info.interval,
    ...storageOf(target.storage, -highest / 8, highest),
    compression: target.compression,
    virtual: virtualOrigin(refocuser, job),
    levels: levelCount(refocuser.shape),
  };
}
