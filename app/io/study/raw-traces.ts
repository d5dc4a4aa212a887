import { emptyTraces, putFrame, type RawTraces } from "#core/activity/trace-matrix";
import { column, type Columns } from "#io/study/columns";
import { readFrame } from "#io/study/frames";
import type { Study } from "#io/study/study";

/** Puts a frame as an extract run kept it into a column. Frames of older studies say nothing about scatter. */
export function putKept(raw: RawTraces, t: number, kept: Columns): void {
  putFrame(raw, t, {
    f: column(kept, "f", Float32Array),
    background: column(kept, "background", Float32Array),
    scatter: kept.scatter instanceof Float32Array ? kept.scatter : new Float32Array(raw.tracks.length).fill(Number.NaN),
    reference: raw.reference === null ? null : column(kept, "reference", Float32Array),
  });
  if (raw.turns === null) return;
  for (const name of ["zError", "lightError"] as const) {
    column(kept, name, Float32Array).forEach((value, i) => {
      raw.turns![name][i * raw.frames.length + t] = value;
    });
  }
}

/**
 * Brightness as an extract run read it, before anything was done to it; frames it has not read are missing.
 *
 * @param tracks the run's tracks, in the order of its rows
 * @throws       Failure "damaged"
 */
export function readRaw(study: Study, run: number, tracks: Int32Array, frames: number): RawTraces {
  const first = readFrame(study, run, 0);
  const raw = emptyTraces(
    tracks,
    Int32Array.from({ length: frames }, (_, t) => t),
    first?.reference !== undefined,
    first?.zError !== undefined,
  );
  for (let t = 0; t < frames; t++) {
    const kept = t === 0 ? first : readFrame(study, run, t);
    if (kept !== null) putKept(raw, t, kept);
  }
  return raw;
}
