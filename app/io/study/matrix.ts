import * as z from "zod/mini";
import { traceSignals, type TraceMatrix, type TraceSignal } from "#contract/table";
import { damaged, type SqlRow } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";
import type { Study } from "#io/study/study";

const headerShape = z.object({
  tracks: z.array(z.int()),
  frames: z.array(z.int()),
  time: z.array(z.nullable(z.number())),
  signals: z.array(z.enum(traceSignals)),
});

/** Keeps a run's traces. Names are not stored: they are the curator's, and change without a run. */
export function writeMatrix(study: Study, run: number, matrix: TraceMatrix): void {
  const signals = traceSignals.filter((name) => matrix.signals[name] !== undefined);
  const cells = matrix.tracks.length * matrix.frames.length;
  const data = new Float32Array(cells * signals.length);
  signals.forEach((name, i) => data.set(matrix.signals[name]!, i * cells));
  const described: z.infer<typeof headerShape> = {
    tracks: [...matrix.tracks],
    frames: [...matrix.frames],
    time: Array.from(matrix.time, (s) => (Number.isFinite(s) ? s : null)),
    signals,
  };
  const header = JSON.stringify(described);
  const bytes = new Uint8Array(data.buffer);
  study.database.run(
    "INSERT INTO matrices (run, header, data, seal) VALUES (?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET header = excluded.header, data = excluded.data, seal = excluded.seal",
    run,
    header,
    bytes,
    sealOf(header, bytes),
  );
}

/** A run's traces, each row under its neuron's present name; null where there are none. @throws Failure "damaged" */
export function readMatrix(study: Study, run: number, names: ReadonlyMap<number, string>): TraceMatrix | null {
  const row = study.database.get("SELECT * FROM matrices WHERE run = ?", run);
  if (row === null) return null;
  if (!isWhole(row, "header", "data")) throw damaged(study.path, "its traces were altered");
  const parsed = z.safeParse(headerShape, jsonOf(row));
  if (!parsed.success) throw damaged(study.path, "its traces cannot be read");
  const { tracks, frames, time, signals } = parsed.data;
  const data = new Float32Array((row.data as Uint8Array).slice().buffer);
  const cells = tracks.length * frames.length;
  if (data.length !== cells * signals.length) throw damaged(study.path, "its traces are cut short");
  const kept: Partial<Record<TraceSignal, Float32Array>> = {};
  signals.forEach((name, i) => (kept[name] = data.subarray(i * cells, (i + 1) * cells)));
  return {
    tracks: Int32Array.from(tracks),
    names: tracks.map((track) => names.get(track) ?? ""),
    frames: Int32Array.from(frames),
    time: Float64Array.from(time, (s) => s ?? Number.NaN),
    signals: kept,
  };
}

function jsonOf(row: SqlRow): unknown {
  try {
    return JSON.parse(String(row.header));
  } catch {
    return null;
  }
}
