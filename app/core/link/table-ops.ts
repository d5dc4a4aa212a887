import type { BlobTable, TrackTable } from "#contract/table";

/** A table of `rows` blobs, all zero, to be filled by its maker. */
export function blobsOf(rows: number): BlobTable {
  return {
    t: new Int32Array(rows),
    z: new Float64Array(rows),
    y: new Float64Array(rows),
    x: new Float64Array(rows),
    radius: new Float64Array(rows),
    intensity: new Float64Array(rows),
    confidence: new Float64Array(rows),
  };
}

/** A table of `rows` positions of no track, all zero, to be filled by its maker. */
export function tracksOf(rows: number): TrackTable {
  return { ...blobsOf(rows), track: new Int32Array(rows).fill(-1), source: new Uint8Array(rows) };
}

/** Tables one after the other. */
export function concatBlobs(tables: readonly BlobTable[]): BlobTable {
  const whole = blobsOf(tables.reduce((sum, table) => sum + table.t.length, 0));
  let at = 0;
  for (const table of tables) {
    for (const column of columns) whole[column].set(table[column], at);
    whole.t.set(table.t, at);
    at += table.t.length;
  }
  return whole;
}

/** Track tables one after the other. */
export function concatTracks(tables: readonly TrackTable[]): TrackTable {
  const whole = { ...concatBlobs(tables), ...labelsOf(tables.reduce((sum, table) => sum + table.t.length, 0)) };
  let at = 0;
  for (const table of tables) {
    whole.track.set(table.track, at);
    whole.source.set(table.source, at);
    at += table.t.length;
  }
  return whole;
}

/** Some rows of a table, in the order given; a track table stays one. */
export function selectRows<T extends BlobTable>(table: T, rows: ArrayLike<number>): T {
  const entries = Object.entries(table).map(([name, column]) => [name, pick(column, rows)]);
  // Every column of T is a typed array, and each is picked from in its own type.
  return Object.fromEntries(entries) as T;
}

/** The rows of one frame, in table order. */
export function rowsAt(table: Pick<BlobTable, "t">, t: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.t.length; row++) if (table.t[row] === t) rows.push(row);
  return rows;
}

/** The rows of every frame 0..frames − 1; rows of other frames are left out. */
export function rowsByFrame(table: Pick<BlobTable, "t">, frames: number): number[][] {
  const byFrame: number[][] = Array.from({ length: frames }, () => []);
  for (let row = 0; row < table.t.length; row++) byFrame[table.t[row]!]?.push(row);
  return byFrame;
}

const columns = ["z", "y", "x", "radius", "intensity", "confidence"] as const;

function labelsOf(rows: number): Pick<TrackTable, "track" | "source"> {
  return { track: new Int32Array(rows), source: new Uint8Array(rows) };
}

function pick(column: unknown, rows: ArrayLike<number>): unknown {
  if (column instanceof Float64Array) return picked(column, new Float64Array(rows.length), rows);
  if (column instanceof Uint8Array) return picked(column, new Uint8Array(rows.length), rows);
  if (column instanceof Int32Array) return picked(column, new Int32Array(rows.length), rows);
  return column;
}

function picked<T extends Float64Array | Uint8Array | Int32Array>(column: T, into: T, rows: ArrayLike<number>): T {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i]!]!;
  return into;
}
