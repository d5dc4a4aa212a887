import { readFile } from "node:fs/promises";
import { Failure } from "#contract/failure";
import type { TrackTable } from "#contract/table";
import { positionSources } from "#contract/table";
import type { ForeignTracks, ForeignUnit } from "#io/foreign/foreign-tracks";
import { parseCsv } from "#io/table/csv";
import { numbers, readSheet, type Sheet } from "#io/table/read-sheet";

/** Columns under the names that programs give them, in the order they are looked for; lower case, letters and digits only. */
const known = {
  t: ["t", "frame", "tidx", "timepoint", "framey", "positiont", "time"],
  track: ["track", "trackid", "id", "particle", "worldlineid", "neuron", "label"],
  z: ["z", "zum", "positionz", "iz", "zpx", "zslice", "zvoxel", "zpixel"],
  y: ["y", "yum", "positiony", "iy", "ypx", "yvoxel", "ypixel"],
  x: ["x", "xum", "positionx", "ix", "xpx", "xvoxel", "xpixel"],
  radius: ["radius", "radiusum"],
  confidence: ["confidence"],
  source: ["source"],
  name: ["name"],
} as const;

type Column = keyof typeof known;

/**
 * Reads a table of positions: ours, napari's tracks and points, TrackMate's spots, trackpy's, and others with
 * columns of usual names. Names such as `x_px`, `ix` or `x_um` say what the numbers count; napari and trackpy
 * count voxels; a table of ours counts as its study does.
 *
 * @throws Failure "invalid-input" with path, row and column; "empty" where there is no position
 */
export async function readPositionTable(path: string): Promise<ForeignTracks> {
  const sheet = (await headerless(path)) ?? withAxes(await readSheet(path));
  const names = new Map(sheet.columns.map((name) => [plain(name), name]));
  const columnOf = (column: Column): string | null => {
    for (const name of known[column]) if (names.has(name)) return names.get(name)!;
    return null;
  };
  const spots = plain(columnOf("x") ?? "") === "positionx";
  const rows = spots ? { ...sheet, rows: sheet.rows.filter((row) => isNumber(row[sheet.columns.indexOf(columnOf("t") ?? "")])) } : sheet;
  if (rows.rows.length === 0) throw new Failure("empty", `${path} holds no positions; there is nothing to import.`, { path });
  const need = (column: "t" | "y" | "x") => {
    const name = columnOf(column);
    if (name !== null) return numbers(rows, name, { missing: "need", whole: column === "t" });
    throw new Failure(
      "invalid-input",
      `${path} has no column for ${column} (${known[column].slice(0, 4).join(", ")}); it has ${sheet.columns.join(", ")}.`,
      { path, column, columns: sheet.columns },
    );
  };
  const optional = (column: Column, missing: number) => {
    const name = columnOf(column);
    return name === null ? new Float64Array(rows.rows.length).fill(missing) : numbers(rows, name, { missing });
  };
  const track = columnOf("track");
  const table: TrackTable = {
    t: Int32Array.from(need("t")),
    z: optional("z", 0),
    y: need("y"),
    x: need("x"),
    radius: optional("radius", Number.NaN),
    intensity: new Float64Array(rows.rows.length).fill(Number.NaN),
    confidence: optional("confidence", 1),
    track: track === null ? new Int32Array(rows.rows.length).fill(-1) : Int32Array.from(numbers(rows, track, { missing: -1, whole: true })),
    source: sourcesIn(rows, columnOf("source")),
  };
  const ours = track === "track" || (track === null && sheet.columns.includes("x"));
  const unit = unitOf(columnOf("x") ?? "", ours, spots);
  return {
    format: spots ? "TrackMate table" : ours ? "Table" : "Table of tracks",
    table,
    unit,
    zFromFirstPlane: !ours,
    tracked: track !== null && table.track.some((one) => one >= 0),
    names: namesIn(rows, columnOf("name"), table.track),
    colours: new Map(),
    notes:
      unit === "voxel" && /^x$/i.test(columnOf("x") ?? "")
        ? ["The table does not say what its coordinates count; they are taken as voxels, as napari and trackpy write them."]
        : [],
  };
}

/** A table without a header, as napari's tracks are often saved: track, t, (z,) y, x. */
async function headerless(path: string): Promise<Sheet | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  const start = parseCsv(text.slice(0, text.indexOf("\n") + 1));
  if (!Array.isArray(start) || !start[0]?.every(isNumber)) return null;
  const columns = { 4: ["id", "t", "y", "x"], 5: ["id", "t", "z", "y", "x"] }[start[0].length];
  const rows = parseCsv(text);
  if (!columns || !Array.isArray(rows))
    throw new Failure(
      "invalid-input",
      `${path} has no header row and ${start[0].length} columns; tracks have 4 (track, t, y, x) or 5 (track, t, z, y, x).`,
      { path, columns: start[0].length },
    );
  const wrong = rows.findIndex((row) => row.length !== columns.length);
  if (wrong >= 0)
    throw new Failure("invalid-input", `${path}, row ${wrong}: ${rows[wrong]!.length} cells where the first row has ${columns.length}.`, {
      path,
      row: wrong,
    });
  return { path, columns, rows };
}

/** napari names the columns of points axis-0, axis-1, …: t, (z,) y, x. */
function withAxes(sheet: Sheet): Sheet {
  const axes = sheet.columns.filter((name) => /^axis-\d$/.test(name));
  const meaning = { 3: ["t", "y_px", "x_px"], 4: ["t", "z_px", "y_px", "x_px"] }[axes.length];
  if (!meaning) return sheet;
  return { ...sheet, columns: sheet.columns.map((name) => (/^axis-\d$/.test(name) ? meaning[Number(name.at(-1))]! : name)) };
}

function unitOf(x: string, ours: boolean, spots: boolean): ForeignUnit {
  if (/^ix$|px|pixel|voxel/i.test(x)) return "voxel";
  if (/um|µm/i.test(x) || spots) return "µm";
  return ours ? "study" : "voxel";
}

function sourcesIn(sheet: Sheet, column: string | null): Uint8Array {
  const at = column === null ? -1 : sheet.columns.indexOf(column);
  return Uint8Array.from(sheet.rows, (row) =>
    Math.max(
      0,
      positionSources.findIndex((source) => source === row[at]),
    ),
  );
}

function namesIn(sheet: Sheet, column: string | null, track: Int32Array): Map<number, string> {
  const names = new Map<number, string>();
  const at = column === null ? -1 : sheet.columns.indexOf(column);
  if (at >= 0) sheet.rows.forEach((row, i) => track[i]! >= 0 && row[at]!.trim() !== "" && names.set(track[i]!, row[at]!.trim()));
  return names;
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("µ", "u")
    .replaceAll(/[^a-z0-9]/g, "");
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}
