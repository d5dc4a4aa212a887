import { Failure } from "#contract/failure";
import type { Pair } from "#contract/geometry";
import { type Preparation, preparedParts } from "#contract/preparation";
import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { Frame } from "#contract/volume";
import { channelsOf } from "#contract/channels";
import { spreadFrames } from "#core/image/movie-scale";
import { median } from "#core/image/percentile";
import { alignImages } from "#core/preprocess/align";
import {
  backgroundPattern,
  divideIllumination,
  estimatedIllumination,
  measuredIllumination,
  subtractPattern,
} from "#core/preprocess/flatten";
import { findHotPixels, mendHotPixels } from "#core/preprocess/hot-pixels";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { meanImage, stillImage } from "#core/preprocess/still-image";
import { binPlane } from "#core/preprocess/bin-plane";
import { RigidShift } from "#core/preprocess/rigid-shift";
import { type Affine, placeUnder, rigid, translation, warp } from "#core/preprocess/warp";
import { cut, spanOf, windowOf } from "#core/preprocess/window";

/** Frames that patterns are estimated from; fewer where frames are large. */
const sampled = [15, 9] as const;
/** Shifts are told on frames no longer than this, px; turns, which take longer to tell, on smaller ones. */
const longest = { shift: 640, rigid: 256 } as const;

/**
 * What was taken away from each frame: its shift, px of the prepared frame [y, x], and its turn about the middle, degrees
 * (0 where registration does not turn frames). Filled as frames are read.
 */
export type FrameShifts = Map<number, readonly [dy: number, dx: number, turn: number]>;

export interface PreparedSource extends FrameSource {
  readonly shifts: FrameShifts;
}

/** The shifts of a recording whose frames are prepared; null where they are read as recorded. */
export function shiftsOf(source: FrameSource): FrameShifts | null {
  return "shifts" in source && source.shifts instanceof Map ? source.shifts : null;
}

/** Mean frame of a calibration file, whole chip; channel by channel. */
export type CalibrationImage = (c: number) => Promise<Float32Array>;

/**
 * A recording whose frames are prepared as they are read. What has to be estimated (hot pixels, patterns, the alignment of
 * channels) is estimated once, from frames spread over the movie, when the first frame is read; the same recording and
 * preparation always give the same frames, in whatever order they are read.
 *
 * @param calibration images from the files that the preparation names
 * @throws Failure "out-of-range" where the preparation leaves nothing of the recording
 */
export function preparedSource(
  source: FrameSource,
  asked: Preparation,
  settings: RecordingSettings,
  calibration: { readonly background: CalibrationImage | null; readonly flatField: CalibrationImage | null },
): PreparedSource {
  const { info } = source;
  const recorded: Pair = [info.shape.y, info.shape.x];
  const window = windowOf(recorded, asked);
  const span = spanOf(info.shape.t, asked);
  const cutShape: Pair = [window.height, window.width];
  const shape: Pair = [window.height / asked.binning, window.width / asked.binning];
  const middle = Math.floor(info.shape.z / 2);
  const roles = channelsOf(info, settings);
  const steady = roles.reference ?? roles.activity;
  const frames = span.to - span.from;
  const real =
    asked.backgroundImage !== "none" ||
    asked.flatField !== "none" ||
    asked.binning > 1 ||
    asked.registration !== "none" ||
    asked.alignment !== "none";
  const samples = sampled[cutShape[0] * cutShape[1] > 2 ** 20 ? 1 : 0];
  const shifts: FrameShifts = new Map();
  const known = new Map<string, Promise<unknown>>();

  /** Estimates once; an estimate that failed is tried again by the next read. */
  function once<T>(name: string, estimate: () => Promise<T>): Promise<T> {
    const before = known.get(name);
    // One name always leads to one kind of value.
    if (before) return before as Promise<T>;
    const made = estimate();
    known.set(name, made);
    made.catch(() => known.delete(name));
    return made;
  }

  /** The crop of a recorded plane, in its own type. */
  async function cropped(t: number, c: number, z: number): Promise<Frame> {
    const frame = await source.read(span.from + t, c, z);
    const data = frame.data.slice(0, cutShape[0] * cutShape[1]);
    cut(frame.data, recorded[1], window, data);
    return { data, dtype: frame.dtype, shape: cutShape };
  }

  async function still(c: number, z: number, rank: number, mended: Int32Array | null): Promise<Float32Array> {
    const all: Float32Array[] = [];
    for (const t of spreadFrames(frames, samples)) {
      const plane = Float32Array.from((await cropped(t, c, z)).data);
      if (mended) mendHotPixels(plane, cutShape, mended);
      all.push(plane);
    }
    return stillImage(all, rank);
  }

  const hotPixels = (c: number, z: number) =>
    once(`hot ${c} ${z}`, async () => findHotPixels(await still(c, z, 50, null), cutShape, asked.hotPixels));

  const stays = (c: number, z: number) =>
    once(`still ${c} ${z}`, async () => still(c, z, 10, asked.hotPixels > 0 ? await hotPixels(c, z) : null));

  async function calibrated(image: CalibrationImage, c: number): Promise<Float32Array> {
    const whole = await image(c);
    const part = new Float32Array(cutShape[0] * cutShape[1]);
    cut(whole, recorded[1], window, part);
    return part;
  }

  const background = (c: number, z: number) =>
    once(`background ${c} ${z}`, async () =>
      backgroundPattern(calibration.background ? await calibrated(calibration.background, c) : await stays(c, z), cutShape),
    );

  const illumination = (c: number, z: number) =>
    once(`flat ${c} ${z}`, async () => {
      if (calibration.flatField) return measuredIllumination(await calibrated(calibration.flatField, c), cutShape, asked.cameraOffset);
      const light = (await stays(c, z)).slice();
      if (calibration.background) subtractPattern(light, await background(c, z));
      return estimatedIllumination(light, cutShape, asked.cameraOffset);
    });

  /** Everything but what moves pixels, in the frame's own type as long as nothing asks for fractions. */
  async function cleaned(t: number, c: number, z: number): Promise<Frame> {
    const frame = await cropped(t, c, z);
    if (asked.hotPixels > 0) mendHotPixels(frame.data, cutShape, await hotPixels(c, z));
    if (!real) return frame;
    let data: Float32Array = Float32Array.from(frame.data);
    if (asked.backgroundImage !== "none") subtractPattern(data, await background(c, z));
    if (asked.flatField !== "none") divideIllumination(data, await illumination(c, z), asked.cameraOffset);
    data = binPlane(data, cutShape, asked.binning);
    return { data, dtype: "float32", shape };
  }

  const real32 = (frame: Frame): Float32Array => (frame.data instanceof Float32Array ? frame.data : Float32Array.from(frame.data));

  const turns = asked.registration === "rigid";
  const coarse = Math.ceil(Math.max(...shape) / (turns ? longest.rigid : longest.shift));
  const small = (image: Float32Array) => binPlane(image, shape, coarse);

  const seen = async (t: number) => small(real32(await cleaned(t, steady, middle)));

  /** What frames are laid on: the middle frame, made quieter by its neighbours once they lie on it. */
  const target = () =>
    once("target", async () => {
      const size: Pair = [Math.ceil(shape[0] / coarse), Math.ceil(shape[1] / coarse)];
      const centre = Math.floor((frames - 1) / 2);
      const first = await seen(centre);
      const alone = new PhaseShift(first, size);
      const around = [first];
      for (let t = Math.max(0, centre - 2); t <= Math.min(frames - 1, centre + 2); t++) {
        if (t === centre) continue;
        const image = await seen(t);
        const { dy, dx } = alone.of(image);
        around.push(warp(image, size, translation(dy, dx), median(image)));
      }
      const still = meanImage(around);
      return turns ? rigidTarget(still, size, coarse, shape) : shiftTarget(still, size, coarse);
    });

  async function shiftOf(t: number): Promise<readonly [number, number, number]> {
    const before = shifts.get(t);
    if (before) return before;
    const [dy, dx, turn] = (await target())(await seen(t));
    // As many decimals as the table of shifts holds, so that a shift read back moves a frame by the same.
    const digits = asked.registration === "whole-pixels" ? 0 : 3;
    const shift = [Number(dy.toFixed(digits)) + 0, Number(dx.toFixed(digits)) + 0, Number(turn.toFixed(4)) + 0] as const;
    shifts.set(t, shift);
    return shift;
  }

  async function registered(t: number, c: number, z: number): Promise<Frame> {
    const frame = await cleaned(t, c, z);
    if (asked.registration === "none" || frames === 1) return frame;
    const [dy, dx, turn] = await shiftOf(t);
    if (dy === 0 && dx === 0 && turn === 0) return frame;
    const data = real32(frame);
    const map = turn === 0 ? translation(dy, dx) : rigid(shape, (turn * Math.PI) / 180, dy, dx);
    return { ...frame, data: warp(data, shape, map, median(data)) };
  }

  const alignment = (c: number) =>
    once(`align ${c}`, async (): Promise<Affine> => {
      const mean = async (channel: number) => {
        const all: Float32Array[] = [];
        for (const t of spreadFrames(frames, samples)) all.push(real32(await registered(t, channel, middle)));
        return meanImage(all);
      };
      return alignImages(await mean(roles.activity), await mean(c), shape, asked.alignment === "affine" ? "affine" : "translation");
    });

  async function prepared(t: number, c: number, z: number): Promise<Frame> {
    const frame = await registered(t, c, z);
    if (asked.alignment === "none" || c === roles.activity) return frame;
    const data = real32(frame);
    return { ...frame, data: warp(data, shape, await alignment(c), median(data)) };
  }

  // The source below may reuse its array, so reads follow one another.
  let last: Promise<unknown> = Promise.resolve();
  return {
    info: preparedInfo(info, asked, shape, frames, real),
    shifts,
    read(t, c, z) {
      if (t < 0 || t >= frames)
        return Promise.reject(
          new Failure("out-of-range", `Frames run from 0 to ${frames - 1} in the prepared movie; ${t} was asked for.`, { t, frames }),
        );
      const turn = last.then(() => prepared(t, c, z));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: () => source.close(),
  };
}

/** How far a binned frame lies from the reference, px of the whole frame and degrees. */
type Told = (image: Float32Array) => readonly [number, number, number];

function shiftTarget(still: Float32Array, size: Pair, by: number): Told {
  const target = new PhaseShift(still, size);
  return (image) => {
    const { dy, dx } = target.of(image);
    return [dy * by, dx * by, 0];
  };
}

function rigidTarget(still: Float32Array, size: Pair, by: number, shape: Pair): Told {
  const target = new RigidShift(still, size);
  const middle: Pair = [(shape[0] - 1) / 2, (shape[1] - 1) / 2];
  // Centre of the first block, px.
  const first = (by - 1) / 2;
  return (image) => {
    const map = target.of(image);
    const [y, x] = placeUnder(map, [(middle[0] - first) / by, (middle[1] - first) / by]);
    return [y * by + first - middle[0], x * by + first - middle[1], (Math.atan2(map.yx, map.yy) * 180) / Math.PI];
  };
}

function preparedInfo(info: RecordingInfo, asked: Preparation, [y, x]: Pair, t: number, real: boolean): RecordingInfo {
  const { firstFrame: from, binning } = asked;
  return {
    ...info,
    shape: { ...info.shape, t, y, x },
    recorded: info.recorded ?? info.shape,
    dtype: real ? "float32" : info.dtype,
    pixelSize: info.pixelSize && [info.pixelSize[0] * binning, info.pixelSize[1] * binning],
    interval: t > 1 ? info.interval : null,
    times: t > 1 && info.times ? info.times.slice(from, from + t) : null,
    missing: info.missing.filter((fact) => fact !== "interval" || t > 1),
    notes: [...info.notes, preparationNote(info, asked)],
  };
}

/** One sentence: what is done to the frames, and where the first pixel lies in the recorded frame. */
function preparationNote(info: RecordingInfo, asked: Preparation): string {
  const parts = preparedParts(asked);
  const pixel = info.pixelSize;
  const words: string[] = [];
  if (parts.firstFrame !== undefined || parts.endFrame !== undefined)
    words.push(
      `frames ${asked.firstFrame} to ${(asked.endFrame || info.shape.t) - 1} become 0 to ${(asked.endFrame || info.shape.t) - 1 - asked.firstFrame}`,
    );
  if (asked.hotPixels > 0) words.push("hot pixels are mended");
  if (asked.backgroundImage !== "none") words.push("a background pattern is taken away");
  if (asked.flatField !== "none") words.push("the illumination is evened out");
  if (asked.binning > 1) words.push(`${asked.binning} × ${asked.binning} pixels become one`);
  if (asked.registration !== "none") words.push("frames are laid on the middle of the movie");
  if (asked.alignment !== "none") words.push("channels are laid on the activity channel");
  const half = (asked.binning - 1) / 2;
  const [y, x] = [asked.cropTop + half, asked.cropLeft + half];
  if (y !== 0 || x !== 0) {
    const place = pixel ? `y ${(y * pixel[0]).toFixed(2)}, x ${(x * pixel[1]).toFixed(2)} µm` : `y ${y}, x ${x} px`;
    words.push(`positions count from ${place} of the recorded frame`);
  }
  return `Frames are prepared as they are read: ${words.join("; ")}.`;
}
