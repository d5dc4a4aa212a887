import { Failure } from "#contract/failure";
import { positionSources, type TrackTable } from "#contract/table";
import { blobCells, blobColumns, blobsIn, type WithCarried } from "#io/table/blobs";
import { type Carried, carried, numbers, readSheet, type Sheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

export const trackColumns = [...blobColumns, "track", "source"] as const;

/**
 * Reads tracks.csv, or annotations.csv: any table with at least t, y, x and track. An empty track is none,
 * a missing source is "auto".
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "invalid-input" with path, row and column
 */
export async function readTracks(path: string): Promise<WithCarried<TrackTable>> {
  const sheet = await readSheet(path);
  const table: TrackTable = {
    ...blobsIn(sheet),
    track: tracksIn(sheet),
    source: sources(sheet),
  };
  return { table, carried: carried(sheet, trackColumns) };
}

/** Writes tracks.csv. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeTracks(path: string, table: TrackTable, rest: Carried = new Map()): Promise<void> {
  await writeSheet(path, [...trackColumns, ...rest.keys()], rows(table, rest));
}

function tracksIn(sheet: Sheet): Int32Array {
  if (!sheet.columns.includes("track")) numbers(sheet, "track", { missing: "need" });
  return Int32Array.from(numbers(sheet, "track", { missing: -1, whole: true }));
}

function sources(sheet: Sheet): Uint8Array {
  const at = sheet.columns.indexOf("source");
  return Uint8Array.from(sheet.rows, (row, i) => {
    const text = at === -1 ? "" : row[at]!.trim();
    const index = text === "" ? 0 : positionSources.findIndex((source) => source === text);
    if (index >= 0) return index;
    throw new Failure("invalid-input", `${sheet.path}, row ${i}, column source: "${text}" is none of ${positionSources.join(", ")}.`, {
      path: sheet.path,
      row: i,
      column: "source",
      value: text,
    });
  });
}

function* rows(table: TrackTable, rest: Carried): Generator<string[]> {
  for (let row = 0; row < table.t.length; row++) {
    const track = table.track[row]!;
    yield [
      ...blobCells(table, row),
      track < 0 ? "" : String(track),
      positionSources[table.source[row]!] ?? "auto",
      ...[...rest.values()].map((cells) => cells[row] ?? ""),
    ];
  }
}
