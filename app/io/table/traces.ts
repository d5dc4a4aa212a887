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
  const t = numbers(sheet, "t", { missing: "need", whole: true });
  const track = numbers(sheet, "track", { missing: "need", whole: true });
  const seconds = numbers(sheet, "time_s", { missing: Number.NaN });
  const tracks = Int32Array.from([...new Set(track)].sort((a, b) => a - b));
  const frames = Int32Array.from([...new Set(t)].sort((a, b) => a - b));
  const line = new Map(Array.from(tracks, (value, i) => [value, i]));
  const column = new Map(Array.from(frames, (value, i) => [value, i]));
  const time = new Float64Array(frames.length).fill(Number.NaN);
  const names = new Array<string>(tracks.length).fill("");
  const named = sheet.columns.indexOf("name");
  const signals: Partial<Record<TraceSignal, Float32Array>> = {};
  for (const signal of traceSignals) {
    if (!sheet.columns.includes(signal)) continue;
    const values = numbers(sheet, signal, { missing: Number.NaN });
    const matrix = new Float32Array(tracks.length * frames.length).fill(Number.NaN);
    values.forEach((value, row) => {
      matrix[line.get(track[row]!)! * frames.length + column.get(t[row]!)!] = value;
    });
    signals[signal] = matrix;
  }
  sheet.rows.forEach((cells, row) => {
    time[column.get(t[row]!)!] = seconds[row]!;
    if (named >= 0) names[line.get(track[row]!)!] = cells[named]!;
  });
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

function* wideRows(matrix: TraceMatrix, signal: TraceSignal): Generator<string[]> {
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
