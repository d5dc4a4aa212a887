import type { ExtractParameters } from "#contract/parameters";
import { positionSources, type TraceMatrix, type TraceSignal, type TrackTable } from "#contract/table";
import { bleachingGain, type BleachingModel } from "#core/activity/bleaching";
import { processTrace, type ReadTrace, type TraceParameters } from "#core/activity/process-trace";
import type { ReadOut } from "#core/activity/read-out";
import { readingError } from "#core/activity/uncertainty";

/** Brightness as it is read, [neuron, t] row-major, to be filled frame by frame; NaN where missing. */
export interface RawTraces {
  readonly tracks: Int32Array;
  readonly frames: Int32Array;
  readonly f: Float32Array;
  readonly background: Float32Array;
  readonly scatter: Float32Array;
  readonly reference: Float32Array | null;
  /** How far depth (µm) and light (share of it) scatter between refocusings of the frame turned; null where not asked for. */
  readonly turns: { readonly zError: Float32Array; readonly lightError: Float32Array } | null;
}

/** Raw traces with nothing in them yet. */
export function emptyTraces(tracks: Int32Array, frames: Int32Array, withReference: boolean, withTurns = false): RawTraces {
  const blank = (): Float32Array => new Float32Array(tracks.length * frames.length).fill(Number.NaN);
  const [reference, turns] = [withReference ? blank() : null, withTurns ? { zError: blank(), lightError: blank() } : null];
  return { tracks, frames, f: blank(), background: blank(), scatter: blank(), reference, turns };
}

/** Puts one frame's read-out into a column. */
export function putFrame(raw: RawTraces, column: number, values: ReadOut): void {
  const width = raw.frames.length;
  for (let i = 0; i < raw.tracks.length; i++) {
    raw.f[i * width + column] = values.f[i]!;
    raw.background[i * width + column] = values.background[i]!;
    raw.scatter[i * width + column] = values.scatter[i]!;
    if (raw.reference !== null && values.reference !== null) raw.reference[i * width + column] = values.reference[i]!;
  }
}

/** What makes traces of brightness. */
export type MatrixParameters = TraceParameters & Pick<ExtractParameters, "bleaching">;

/**
 * Activity of all neurons: bleaching undone, then each neuron's trace processed by itself.
 *
 * @param raw        brightness as read, [neuron, t]
 * @param tracks     positions, for the signals "confidence", "z" and "filled"
 * @param names      neuron names by track
 * @param times      acquisition time of each column, s; NaN where unknown
 * @param parameters see `processTrace`
 * @param gain       bleaching of the recording; where `raw` holds only some of its neurons, that of all
 * @returns          signals [neuron, t]; ΔF/F0 is NaN where F0 is not positive; missing frames are NaN
 * @throws           Failure "missing-metadata" | "invalid-input" | "out-of-range" as `processTrace`
 */
export function traceMatrix(
  raw: RawTraces,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  times: Float64Array,
  parameters: MatrixParameters,
  gain: BleachingGains = gainsOf(raw, times, parameters.bleaching),
): TraceMatrix {
  const width = raw.frames.length;
  const { confidence, z, filled } = positionSignals(raw, tracks);
  const signals: Partial<Record<TraceSignal, Float32Array>> = { background: raw.background, confidence, z, filled };
  if (raw.turns !== null) Object.assign(signals, { z_error: raw.turns.zError, light_error: raw.turns.lightError });
  const put = (name: TraceSignal, row: number, values: ArrayLike<number> | null): void => {
    if (values === null) return;
    signals[name] ??= new Float32Array(raw.f.length).fill(Number.NaN);
    signals[name].set(values, row * width);
  };
  for (let i = 0; i < raw.tracks.length; i++) {
    const read = readTrace(raw, i, gain);
    const one = processTrace(read, times, parameters);
    const row = (values: Float32Array): Float32Array => values.subarray(i * width, (i + 1) * width);
    const error = readingError(read.f, { scatter: row(raw.scatter), confidence: row(confidence), filled: row(filled) });
    put(
      "error",
      i,
      error.map((value, t) => (one.rest[t]! > 0 ? value / one.rest[t]! : Number.NaN)),
    );
    for (const name of ["f", "dff", "reference", "corrected", "zscore", "events"] as const) put(name, i, one[name]);
    if (one.reference !== null)
      put(
        "ratio",
        i,
        one.f.map((value, t) => (one.reference![t]! > 0 ? value / one.reference![t]! : Number.NaN)),
      );
    one.filled.forEach((mark, t) => {
      if (mark === 1) filled[i * width + t] = 2;
    });
  }
  for (const name of ["f", "dff"] as const) signals[name] ??= new Float32Array(0);
  return { tracks: raw.tracks, names: Array.from(raw.tracks, (track) => names.get(track) ?? ""), frames: raw.frames, time: times, signals };
}

/** What each channel's F is multiplied by at each frame to undo its bleaching, [t]. */
export interface BleachingGains {
  readonly f: Float64Array;
  readonly reference: Float64Array;
}

/** Bleaching of both channels, from what all neurons have in common. @param times s; frames stand in where they are unknown */
export function gainsOf(raw: RawTraces, times: Float64Array, bleaching: string): BleachingGains {
  const clock = times.every((value) => !Number.isNaN(value)) ? times : Float64Array.from(raw.frames);
  // The sheet's options are the models' names.
  const model = bleaching as BleachingModel;
  const gain = (values: Float32Array | null): Float64Array =>
    values === null || model === "none" ? new Float64Array(clock.length).fill(1) : bleachingGain(values, raw.tracks.length, clock, model);
  return { f: gain(raw.f), reference: gain(raw.reference) };
}

/** One neuron's brightness with its bleaching undone. @param i row of the matrix */
export function readTrace(raw: RawTraces, i: number, gain: BleachingGains): ReadTrace {
  const width = raw.frames.length;
  const row = (values: Float32Array, by: Float64Array): Float32Array =>
    values.subarray(i * width, (i + 1) * width).map((value, t) => value * by[t]!);
  return { f: row(raw.f, gain.f), reference: raw.reference === null ? null : row(raw.reference, gain.reference) };
}

interface PositionSignals {
  readonly confidence: Float32Array;
  readonly z: Float32Array;
  readonly filled: Float32Array;
}

function positionSignals(raw: RawTraces, tracks: TrackTable): PositionSignals {
  const width = raw.frames.length;
  const confidence = new Float32Array(raw.f.length).fill(Number.NaN);
  const z = new Float32Array(raw.f.length).fill(Number.NaN);
  const filled = new Float32Array(raw.f.length).fill(Number.NaN);
  const interpolated = positionSources.indexOf("interpolated");
  const line = new Map(Array.from(raw.tracks, (track, i) => [track, i]));
  const column = new Map(Array.from(raw.frames, (t, i) => [t, i]));
  for (let row = 0; row < tracks.t.length; row++) {
    const i = line.get(tracks.track[row]!);
    const t = column.get(tracks.t[row]!);
    if (i === undefined || t === undefined) continue;
    confidence[i * width + t] = tracks.confidence[row]!;
    z[i * width + t] = tracks.z[row]!;
    filled[i * width + t] = tracks.source[row] === interpolated ? 1 : 0;
  }
  return { confidence, z, filled };
}
