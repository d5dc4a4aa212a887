import { type TraceMatrix, type TraceSignal, traceSignals } from "#contract/table";
import { decimal, significant } from "#io/table/csv";
import { numbers, readSheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

/** Columns of the tidy table for these signals: `f` and `dff` first, then what is there beside. */
export function traceColumns(matrix: TraceMatrix): string[] {
  return ["t", "time_s", "track", "name", ...signalsOf(matrix)];
}

/** Writes traces.csv, tidy: a row a neuron and frame, neuron after neuron. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeTraces(path: string, matrix: TraceMatrix): Promise<void> {
  await writeSheet(path, traceColumns(matrix), tidyRows(matrix));
}

/** Columns of the wide table: `time_s`, then a neuron's name or track number each. */
export function wideColumns(matrix: TraceMatrix): string[] {
  return ["time_s", ...headings(matrix)];
}

/** Writes one signal wide: `time_s`, then a column a neuron, headed by its name or track number. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeWideTraces(path: string, matrix: TraceMatrix, signal: TraceSignal = "dff"): Promise<void> {
  await writeSheet(path, wideColumns(matrix), wideRows(matrix, signal));
}

/**
 * Reads a tidy traces.csv.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "invalid-input" with path, row and column
 */
export async function readTraces(path: string): Promise<TraceMatrix> {
  const sheet = await readSheet(path);
  const named = sheet.columns.indexOf("name");
  const there = traceSignals.filter((signal) => sheet.columns.includes(signal));
  return matrixOfRows({
    t: numbers(sheet, "t", { missing: "need", whole: true }),
    track: numbers(sheet, "track", { missing: "need", whole: true }),
    time: numbers(sheet, "time_s", { missing: Number.NaN }),
    name: (row) => (named < 0 ? "" : sheet.rows[row]![named]!),
    signals: Object.fromEntries(there.map((signal) => [signal, numbers(sheet, signal, { missing: Number.NaN })])),
  });
}

/** Activity as a tidy table holds it: a row a neuron and frame, columns of equal length, in any order of rows. */
export interface TidyRows {
  readonly t: ArrayLike<number>;
  readonly track: ArrayLike<number>;
  /** s; NaN where unknown. */
  readonly time: ArrayLike<number>;
  readonly name: (row: number) => string;
  readonly signals: Readonly<Partial<Record<TraceSignal, ArrayLike<number>>>>;
}

/** The matrix of a tidy table's rows: tracks and frames ascending, NaN where there is no row. */
export function matrixOfRows({ t, track, time: seconds, name, signals: given }: TidyRows): TraceMatrix {
  const tracks = Int32Array.from([...new Set(Array.from(track))].sort((a, b) => a - b));
  const frames = Int32Array.from([...new Set(Array.from(t))].sort((a, b) => a - b));
  const line = new Map(Array.from(tracks, (value, i) => [value, i]));
  const column = new Map(Array.from(frames, (value, i) => [value, i]));
  const time = new Float64Array(frames.length).fill(Number.NaN);
  const names = new Array<string>(tracks.length).fill("");
  const cells = new Int32Array(t.length);
  for (let row = 0; row < t.length; row++) {
    cells[row] = line.get(track[row]!)! * frames.length + column.get(t[row]!)!;
    time[column.get(t[row]!)!] = seconds[row]!;
    names[line.get(track[row]!)!] = name(row);
  }
  const signals: Partial<Record<TraceSignal, Float32Array>> = {};
  for (const signal of traceSignals) {
    const values = given[signal];
    if (values === undefined) continue;
    const matrix = new Float32Array(tracks.length * frames.length).fill(Number.NaN);
    cells.forEach((cell, row) => (matrix[cell] = values[row]!));
    signals[signal] = matrix;
  }
  return { tracks, names, frames, time, signals };
}

function signalsOf(matrix: TraceMatrix): TraceSignal[] {
  const first: readonly TraceSignal[] = ["f", "dff"];
  return [...first, ...traceSignals.filter((signal) => !first.includes(signal))].filter((signal) => matrix.signals[signal] !== undefined);
}

function* tidyRows(matrix: TraceMatrix): Generator<string[]> {
  const signals = signalsOf(matrix).map((signal) => matrix.signals[signal]!);
  const width = matrix.frames.length;
  for (let i = 0; i < matrix.tracks.length; i++) {
    for (let t = 0; t < width; t++) {
      yield [
        String(matrix.frames[t]),
        decimal(matrix.time[t]!, 6),
        String(matrix.tracks[i]),
        matrix.names[i] ?? "",
        ...signals.map((values) => significant(values[i * width + t]!, 6)),
      ];
    }
  }
}

/** A row a frame: its time, and the signal of each neuron. */
export function* wideRows(matrix: TraceMatrix, signal: TraceSignal): Generator<string[]> {
  const values = matrix.signals[signal] ?? new Float32Array(matrix.tracks.length * matrix.frames.length).fill(Number.NaN);
  const width = matrix.frames.length;
  for (let t = 0; t < width; t++)
    yield [decimal(matrix.time[t]!, 6), ...Array.from(matrix.tracks, (_, i) => significant(values[i * width + t]!, 6))];
}

/** Names where they are given and given once, else track numbers. */
function headings(matrix: TraceMatrix): string[] {
  return Array.from(matrix.tracks, (track, i) => {
    const name = matrix.names[i] ?? "";
    return name !== "" && matrix.names.filter((other) => other === name).length === 1 ? name : String(track);
  });
}
