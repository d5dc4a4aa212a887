import { channelsOf } from "#contract/channels";
import type { Pair } from "#contract/geometry";
import type { Manifest } from "#contract/model";
import type { PreflightReport } from "#contract/preflight";
import type { RecordingSettings } from "#contract/recording";
import type { Progress } from "#contract/source";
import type { Pixels } from "#contract/volume";
import { spreadFrames } from "#core/image/movie-scale";
import { triangleThreshold } from "#core/image/triangle-threshold";
import { type FrameLook, highestLevel, lookAtFrame } from "#core/preflight/frame-look";
import { judge, type Looks } from "#core/preflight/judge";
import { binPlane } from "#core/preprocess/bin-plane";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { openRecording } from "#io/recording/open";
import { requireFinite } from "#io/volume/measure-scale";

/** Frames that stand for a movie, and pairs of neighbours that tell how it moves. */
const looked = 18;
const pairs = 8;
/** Motion is told on frames no longer than this, px. */
const longest = 512;

export interface PreflightOptions {
  readonly settings: RecordingSettings;
  readonly model: Manifest;
  /** Aperture of the objective; null takes what the file says. */
  readonly aperture: number | null;
  readonly signal?: AbortSignal;
}

/**
 * Looks at a recording before any run: whether it suits a model, and what to change at the microscope.
 *
 * @throws Failure of the reader; "not-finite"
 */
export async function* preflight(path: string, options: PreflightOptions): AsyncGenerator<Progress, PreflightReport> {
  const { settings, model, aperture, signal } = options;
  const source = await openRecording(path, settings);
  // Cut-off grey levels show only in frames as they were recorded.
  const raw = await openRecording(path, { ...settings, preparation: null });
  try {
    const { info } = source;
    const { activity, reference } = channelsOf(info, settings);
    const z = Math.floor(info.shape.z / 2);
    const shape: Pair = [info.shape.y, info.shape.x];
    const pitch: Pair = info.pixelSize && settings.pixelSize !== 1 ? info.pixelSize : [model.optics.pixelSize, model.optics.pixelSize];
    const frames = spreadFrames(info.shape.t, looked);
    const starts = info.shape.t < 2 ? [] : spreadFrames(info.shape.t - 1, pairs);
    const total = frames.length * (reference === null ? 1 : 2) + starts.length;
    let done = 0;
    const step = (message: string): Progress => ({ done: ++done, total, message });
    const planeOf = async (t: number, c: number): Promise<Float32Array> => {
      const plane = Float32Array.from((await source.read(t, c, z)).data);
      requireFinite(plane, path, t);
      return plane;
    };
    const green: FrameLook[] = [];
    const red: FrameLook[] = [];
    const tops: Pixels[] = [];
    let bright = 0;
    for (const t of frames) {
      signal?.throwIfAborted();
      green.push(lookAtFrame(await planeOf(t, activity), shape, pitch, t));
      const recorded = (await raw.read(t + (settings.preparation?.firstFrame ?? 0), activity, z)).data;
      const threshold = triangleThreshold(Float32Array.from(recorded));
      // Only bright pixels can be cut off: the others need not be kept.
      const top = recorded.filter((value) => value > threshold);
      tops.push(top);
      bright += top.length;
      yield step("frames looked at");
      if (reference === null) continue;
      red.push(lookAtFrame(await planeOf(t, reference), shape, pitch, t));
      yield step("frames looked at");
    }
    const steps: Looks["steps"][number][] = [];
    for (const t of starts) {
      signal?.throwIfAborted();
      steps.push({ t, ...(await stepFrom(planeOf, reference ?? activity, t, shape)) });
      yield step("frames compared");
    }
    const looks: Looks = { frames: green, reference: reference === null ? null : red, highest: highestLevel(tops), bright, steps };
    const channel = info.channels[activity] ?? { name: `channel ${activity}`, role: "activity", wavelength: null };
    const known = { ...info, dtype: raw.info.dtype, pixelSize: settings.pixelSize === 1 ? null : info.pixelSize };
    return {
      recording: path,
      ...judge(looks, { info: known, channel, aperture: aperture ?? info.optics?.numericalAperture ?? null, model }),
    };
  } finally {
    await source.close();
    await raw.close();
  }
}

async function stepFrom(planeOf: (t: number, c: number) => Promise<Float32Array>, c: number, t: number, shape: Pair) {
  const coarse = Math.ceil(Math.max(...shape) / longest);
  const size: Pair = [Math.ceil(shape[0] / coarse), Math.ceil(shape[1] / coarse)];
  const small = (image: Float32Array) => binPlane(image, shape, coarse);
  const { dy, dx, certainty } = new PhaseShift(small(await planeOf(t, c)), size).of(small(await planeOf(t + 1, c)));
  return { dy: dy * coarse, dx: dx * coarse, certainty };
}
