import type { ExtractParameters } from "#contract/parameters";
import type { TraceMatrix, TrackTable } from "#contract/table";
import { baselineOf } from "#core/activity/baseline";
import { bleachingGain } from "#core/activity/bleaching";
import type { ReadOut } from "#core/activity/read-out";

/** Brightness as it is read, [neuron, t] row-major, to be filled frame by frame; NaN where missing. */
export interface RawTraces {
  readonly tracks: Int32Array;
  readonly frames: Int32Array;
  readonly f: Float32Array;
  readonly background: Float32Array;
  readonly reference: Float32Array | null;
}

/** Raw traces with nothing in them yet. */
export function emptyTraces(tracks: Int32Array, frames: Int32Array, withReference: boolean): RawTraces {
  const blank = (): Float32Array => new Float32Array(tracks.length * frames.length).fill(Number.NaN);
  return { tracks, frames, f: blank(), background: blank(), reference: withReference ? blank() : null };
}

/** Puts one frame's read-out into a column. */
export function putFrame(raw: RawTraces, column: number, values: ReadOut): void {
  const width = raw.frames.length;
  for (let i = 0; i < raw.tracks.length; i++) {
    raw.f[i * width + column] = values.f[i]!;
    raw.background[i * width + column] = values.background[i]!;
    if (raw.reference !== null && values.reference !== null) raw.reference[i * width + column] = values.reference[i]!;
  }
}

/**
 * Activity of all neurons: bleaching undone, F0 taken, ΔF/F0 = (F − F0) / F0, and the ratio to the red channel.
 *
 * @param raw        brightness as read, [neuron, t]
 * @param tracks     positions, for the signals "confidence" and "z"
 * @param names      neuron names by track
 * @param times      acquisition time of each column, s; NaN where unknown
 * @param parameters bleaching, baseline, percentile, window
 * @returns          signals [neuron, t]; ΔF/F0 is NaN where F0 is not positive; missing frames are NaN
 * @throws           Failure "missing-metadata" where a window in seconds meets unknown times
 */
export function traceMatrix(
  raw: RawTraces,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  times: Float64Array,
  parameters: Pick<ExtractParameters, "bleaching" | "baseline" | "percentile" | "window">,
): TraceMatrix {
  const n = raw.tracks.length;
  const width = raw.frames.length;
  const known = times.every((value) => !Number.isNaN(value));
  const clock = known ? times : Float64Array.from(raw.frames);
  const f = corrected(raw.f, n, clock, parameters.bleaching);
  const dff = new Float32Array(n * width);
  for (let i = 0; i < n; i++) {
    const own = f.subarray(i * width, (i + 1) * width);
    const rest = baselineOf(own, times, parameters);
    for (let t = 0; t < width; t++) dff[i * width + t] = rest[t]! > 0 ? (own[t]! - rest[t]!) / rest[t]! : Number.NaN;
  }
  const { confidence, z } = positionSignals(raw, tracks);
  const signals = { f, background: raw.background, dff, confidence, z };
  const about = { tracks: raw.tracks, names: Array.from(raw.tracks, (track) => names.get(track) ?? ""), frames: raw.frames, time: times };
  if (raw.reference === null) return { ...about, signals };
  const reference = corrected(raw.reference, n, clock, parameters.bleaching);
  const ratio = f.map((value, i) => (reference[i]! > 0 ? value / reference[i]! : Number.NaN));
  return { ...about, signals: { ...signals, reference, ratio } };
}

function corrected(f: Float32Array, n: number, clock: Float64Array, bleaching: string): Float32Array {
  if (bleaching === "none" || clock.length === 0) return f;
  const gain = bleachingGain(f, n, clock);
  return f.map((value, i) => value * gain[i % clock.length]!);
}

function positionSignals(raw: RawTraces, tracks: TrackTable): { readonly confidence: Float32Array; readonly z: Float32Array } {
  const width = raw.frames.length;
  const confidence = new Float32Array(raw.f.length).fill(Number.NaN);
  const z = new Float32Array(raw.f.length).fill(Number.NaN);
  const line = new Map(Array.from(raw.tracks, (track, i) => [track, i]));
  const column = new Map(Array.from(raw.frames, (t, i) => [t, i]));
  for (let row = 0; row < tracks.t.length; row++) {
    const i = line.get(tracks.track[row]!);
    const t = column.get(tracks.t[row]!);
    if (i === undefined || t === undefined) continue;
    confidence[i * width + t] = tracks.confidence[row]!;
    z[i * width + t] = tracks.z[row]!;
  }
  return { confidence, z };
}
