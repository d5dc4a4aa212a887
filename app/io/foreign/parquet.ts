import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { Failure } from "#contract/failure";
import { positionSources, type TraceMatrix, traceSignals, type TrackTable } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks } from "#io/foreign/foreign-tracks";
import { matrixOfRows } from "#io/table/traces";

type Row = Readonly<Record<string, unknown>>;

const beside = "traces.parquet";

/**
 * Reads a Parquet table of positions with the columns of tracks.csv (t, y and x at least; z, radius, intensity,
 * confidence, track, source, name where they are there), and the activity of the traces.parquet beside it.
 *
 * @throws Failure "damaged" where the file cannot be unpacked, "invalid-input" naming a column, "empty"
 */
export async function readParquet(path: string): Promise<ForeignTracks> {
  const rows = await rowsIn(path);
  const [first] = rows;
  if (first === undefined) throw new Failure("empty", `${path} holds no rows; there is nothing to import.`, { path });
  for (const column of ["t", "y", "x"])
    if (!(column in first))
      throw new Failure(
        "invalid-input",
        `${path} has no column ${column}; positions have t, y and x, and it has ${Object.keys(first).join(", ")}.${"dff" in first ? " Give tracks.parquet: the traces beside it are taken along." : ""}`,
        { path, column, columns: Object.keys(first) },
      );
  const table: TrackTable = tracksOf(rows.length);
  const names = new Map<number, string>();
  rows.forEach((row, i) => {
    table.t[i] = whole(row, "t", i, path);
    table.track[i] = row.track === null || row.track === undefined ? -1 : whole(row, "track", i, path);
    for (const name of ["y", "x"] as const) table[name][i] = finite(row, name, i, path);
    table.z[i] = numberOf(row.z, 0);
    table.radius[i] = numberOf(row.radius, Number.NaN);
    table.intensity[i] = numberOf(row.intensity, Number.NaN);
    table.confidence[i] = numberOf(row.confidence, 1);
    table.source[i] = Math.max(
      0,
      positionSources.findIndex((source) => source === row.source),
    );
    if (table.track[i]! >= 0 && typeof row.name === "string" && row.name !== "") names.set(table.track[i]!, row.name);
  });
  const traces = join(dirname(path), beside);
  const there = traces !== path && existsSync(traces);
  return {
    format: "Parquet",
    table,
    unit: "study",
    zFromFirstPlane: false,
    tracked: table.track.some((track) => track >= 0),
    names,
    colours: new Map(),
    notes: there ? [`Activity was taken from ${beside} beside ${basename(path)}.`] : [],
    traces: there ? matrixIn(await rowsIn(traces), traces) : null,
  };
}

async function rowsIn(path: string): Promise<Row[]> {
  try {
    return await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  } catch (thrown) {
    throw new Failure(
      "damaged",
      `${path} cannot be unpacked as Parquet (${(thrown as Error).message}); write it again, packed by snappy or not at all.`,
      { path, reason: (thrown as Error).message },
    );
  }
}

function matrixIn(rows: readonly Row[], path: string): TraceMatrix {
  const there = traceSignals.filter((signal) => rows[0] !== undefined && signal in rows[0]);
  return matrixOfRows({
    t: rows.map((row, i) => whole(row, "t", i, path)),
    track: rows.map((row, i) => whole(row, "track", i, path)),
    time: rows.map((row) => numberOf(row.time_s, Number.NaN)),
    name: (row) => String(rows[row]!.name ?? ""),
    signals: Object.fromEntries(there.map((signal) => [signal, rows.map((row) => numberOf(row[signal], Number.NaN))])),
  });
}

function numberOf(value: unknown, missing: number): number {
  return typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : missing;
}

function finite(row: Row, column: string, at: number, path: string): number {
  const value = numberOf(row[column], Number.NaN);
  if (Number.isFinite(value)) return value;
  throw new Failure("invalid-input", `${path}, row ${at}, column ${column}: ${String(row[column])} is no number.`, {
    path,
    row: at,
    column,
  });
}

function whole(row: Row, column: string, at: number, path: string): number {
  const value = finite(row, column, at, path);
  if (Number.isInteger(value)) return value;
  throw new Failure("invalid-input", `${path}, row ${at}, column ${column}: ${value} is no whole number.`, { path, row: at, column });
}
