import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ForeignTracks, Ground } from "#io/foreign/foreign-tracks";
import { numbers, readSheet } from "#io/table/read-sheet";
import { readSeries } from "#io/table/series";
import { readTraces } from "#io/table/traces";
import { readTracks } from "#io/table/tracks";

/** Whether a folder holds the tables of an export. */
export function isExportFolder(folder: string): boolean {
  return existsSync(join(folder, "header.json")) && existsSync(join(folder, "tracks.csv"));
}

/**
 * Reads a whole export: positions of tracks.csv, names of neurons.csv, and, where they are there, the activity of
 * traces.csv and the series of series.csv. A tracks.csv that is given alone brings its positions alone.
 *
 * @throws Failure of the tables, with path, row and column
 */
export async function readExportFolder(folder: string, ground: Ground): Promise<ForeignTracks> {
  const { table } = await readTracks(join(folder, "tracks.csv"));
  const neurons = join(folder, "neurons.csv");
  const traces = join(folder, "traces.csv");
  const series = join(folder, "series.csv");
  return {
    format: "Tables of an export",
    table,
    unit: "study",
    zFromFirstPlane: false,
    tracked: table.track.some((track) => track >= 0),
    names: existsSync(neurons) ? await namesIn(neurons) : new Map(),
    colours: new Map(),
    notes: [],
    traces: existsSync(traces) ? await readTraces(traces) : null,
    series: existsSync(series) ? await readSeries(series, 0, new Float64Array(ground.frames).fill(Number.NaN)) : [],
  };
}

async function namesIn(path: string): Promise<Map<number, string>> {
  const sheet = await readSheet(path);
  const track = numbers(sheet, "track", { missing: "need", whole: true });
  const at = sheet.columns.indexOf("name");
  return new Map(sheet.rows.map((row, i): [number, string] => [track[i]!, row[at]?.trim() ?? ""]).filter(([, name]) => name !== ""));
}
