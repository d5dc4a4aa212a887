import { writeFile } from "node:fs/promises";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { positionSources, type TraceMatrix, traceSignals, type TrackTable } from "#contract/table";
import { writeWhole } from "#io/table/write-sheet";

/** Writes tracks as a typed table: the columns of tracks.csv and the neuron's name. @throws Failure "read-only" | "disk-full" */
export async function writeTrackParquet(path: string, tracks: TrackTable, names: ReadonlyMap<number, string>): Promise<void> {
  const real = (name: "z" | "y" | "x" | "radius" | "intensity" | "confidence"): ColumnSource => ({
    name,
    data: Array.from(tracks[name], known),
    type: "DOUBLE",
  });
  await writeColumns(path, [
    { name: "t", data: Array.from(tracks.t), type: "INT32" },
    ...(["z", "y", "x", "radius", "intensity", "confidence"] as const).map(real),
    { name: "track", data: Array.from(tracks.track, (track) => (track < 0 ? null : track)), type: "INT32" },
    { name: "source", data: Array.from(tracks.source, (source) => positionSources[source] ?? "auto"), type: "STRING" },
    { name: "name", data: Array.from(tracks.track, (track) => names.get(track) ?? null), type: "STRING" },
  ]);
}

const texts = new Set(["name", "name_a", "name_b", "kind", "at"]);
const whole = new Set("t track frames interpolated by_hand id until other track_a track_b common_frames".split(" "));

/** Writes the rows of a CSV table typed: names and words as text, `undone` as a truth value, all else as numbers. @throws Failure "read-only" | "disk-full" */
export async function writeSheetParquet(path: string, columns: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
  await writeColumns(
    path,
    columns.map((name, at): ColumnSource => {
      const cells = rows.map((row) => row[at] || null);
      if (texts.has(name)) return { name, data: cells, type: "STRING" };
      if (name === "undone") return { name, data: cells.map((cell) => cell === "true"), type: "BOOLEAN" };
      return { name, data: cells.map((cell) => (cell === null ? null : Number(cell))), type: whole.has(name) ? "INT32" : "DOUBLE" };
    }),
  );
}

/** Writes traces tidy, as traces.csv: a row a neuron and frame. @throws Failure "read-only" | "disk-full" */
export async function writeTraceParquet(path: string, { tracks, names, frames, time, signals }: TraceMatrix): Promise<void> {
  const rows = tracks.length * frames.length;
  const column = <T>(value: (neuron: number, t: number) => T): T[] =>
    Array.from({ length: rows }, (_, i) => value(Math.floor(i / frames.length), i % frames.length));
  const there = traceSignals.filter((signal) => signals[signal] !== undefined);
  await writeColumns(path, [
    { name: "t", data: column((_, t) => frames[t]!), type: "INT32" },
    { name: "time_s", data: column((_, t) => known(time[t]!)), type: "DOUBLE" },
    { name: "track", data: column((neuron) => tracks[neuron]!), type: "INT32" },
    { name: "name", data: column((neuron) => names[neuron] || null), type: "STRING" },
    ...there.map((signal): ColumnSource => ({ name: signal, data: Array.from(signals[signal]!, known), type: "FLOAT" })),
  ]);
}

async function writeColumns(path: string, columnData: ColumnSource[]): Promise<void> {
  await writeWhole(path, (partial) => writeFile(partial, new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "NemaTrace" }))));
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
