import { readFile } from "node:fs/promises";
import { Failure } from "#contract/failure";
import { type TraceMatrix, type TraceSignal, traceSignals, type TrackTable } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks } from "#io/foreign/foreign-tracks";
import { matVariables, type MatVariable } from "#io/foreign/mat-file";

type Numbers = Extract<MatVariable, { readonly data: Float64Array }>;

/**
 * Reads a MATLAB file as `writeMat` writes it, also after MATLAB, Octave or scipy have saved it again: `positions`
 * with `position_columns`, `tracks` with `names`, and a matrix [frame, neuron] a signal.
 *
 * @throws Failure "unsupported" where it is of level 7.3 or holds no positions, "damaged" | "empty"
 */
export async function readMatlab(path: string): Promise<ForeignTracks> {
  const bytes = await readFile(path);
  if (bytes.toString("latin1", 0, 10) === "MATLAB 7.3")
    throw new Failure("unsupported", `${path} was saved as MATLAB 7.3; save it with save(..., "-v7"), or give the exported file.`, {
      path,
    });
  const variables = matVariables(bytes, path);
  const missing = textsIn(variables.get("variables")).filter((name) => !variables.has(name));
  if (missing.length > 0)
    throw new Failure("damaged", `${path} lists ${missing.join(", ")} and does not hold them: its end is missing; export it again.`, {
      path,
      missing: missing.join(", "),
    });
  const matrix = (name: string): Numbers | null => {
    const found = variables.get(name);
    return found && "data" in found ? found : null;
  };
  const positions = matrix("positions");
  const columns = textsIn(variables.get("position_columns"));
  if (positions === null || !["t", "y", "x"].every((name) => columns.includes(name)))
    throw new Failure(
      "unsupported",
      `${path} holds no positions with their position_columns (t, y, x at least); it holds ${[...variables.keys()].join(", ") || "nothing"}.`,
      { path },
    );
  const { rows, data } = positions;
  if (rows === 0) throw new Failure("empty", `${path} holds no positions; there is nothing to import.`, { path });
  if (data.length !== rows * columns.length)
    throw new Failure("damaged", `${path}: positions has not the ${columns.length} columns that position_columns names.`, { path });
  const column = (name: string, missing: number): Float64Array => {
    const at = columns.indexOf(name);
    return at < 0 ? new Float64Array(rows).fill(missing) : data.slice(at * rows, (at + 1) * rows);
  };
  const table: TrackTable = {
    ...tracksOf(rows),
    t: Int32Array.from(column("t", 0)),
    track: Int32Array.from(column("track", -1), (track) => (Number.isNaN(track) ? -1 : track)),
    z: column("z", 0),
    y: column("y", 0),
    x: column("x", 0),
    radius: column("radius", Number.NaN),
    intensity: column("intensity", Number.NaN),
    confidence: column("confidence", 1),
    source: Uint8Array.from(column("source", 0)),
  };
  const tracks = Int32Array.from(matrix("tracks")?.data ?? []);
  const names = textsIn(variables.get("names"));
  return {
    format: "MATLAB",
    table,
    unit: "study",
    zFromFirstPlane: false,
    tracked: table.track.some((track) => track >= 0),
    names: new Map(Array.from(tracks, (track, i): [number, string] => [track, names[i] ?? ""]).filter(([, name]) => name !== "")),
    colours: new Map(),
    notes: [],
    traces: tracesIn(matrix, tracks, names, path),
  };
}

function tracesIn(
  matrix: (name: string) => Numbers | null,
  tracks: Int32Array,
  names: readonly string[],
  path: string,
): TraceMatrix | null {
  const frames = matrix("frames")?.data;
  const time = matrix("time")?.data;
  if (!frames || !time || matrix("f") === null || matrix("dff") === null) return null;
  const signals: Partial<Record<TraceSignal, Float32Array>> = {};
  for (const signal of traceSignals) {
    const found = matrix(signal);
    if (found === null) continue;
    if (found.data.length !== frames.length * tracks.length)
      throw new Failure("damaged", `${path}: ${signal} is not ${frames.length} frames × ${tracks.length} neurons.`, { path, signal });
    // A column a neuron, and columns one after another: what a trace matrix holds as rows.
    signals[signal] = Float32Array.from(found.data);
  }
  return { tracks, names: Array.from(tracks, (_, i) => names[i] ?? ""), frames: Int32Array.from(frames), time, signals };
}

function textsIn(variable: MatVariable | null | undefined): string[] {
  if (!variable || !("cells" in variable)) return [];
  return variable.cells.map((cell) => (cell && "text" in cell ? cell.text.trim() : ""));
}
