import { Failure } from "#contract/failure";
import type { BlobTable, TrackTable } from "#contract/table";

/** Columns of one frame's rows: numbers of one length, each kept in its own type. */
export type Columns = Readonly<Record<string, Int32Array | Float32Array | Float64Array | Uint8Array>>;

const types = { i32: Int32Array, f32: Float32Array, f64: Float64Array, u8: Uint8Array } as const;
type TypeName = keyof typeof types;

/** Packs columns one after another: names and types as text, values as little-endian bytes, wide types first. */
export function packColumns(columns: Columns): { readonly rows: number; readonly columns: string; readonly data: Uint8Array } {
  const names = Object.keys(columns).sort((a, b) => widthOf(columns, b) - widthOf(columns, a));
  const rows = columns[names[0] ?? ""]?.length ?? 0;
  const data = new Uint8Array(names.reduce((sum, name) => sum + rows * widthOf(columns, name), 0));
  let offset = 0;
  for (const name of names) {
    const column = columns[name]!;
    if (column.length !== rows) throw new Error(`Column ${name} has ${column.length} rows, not ${rows}.`);
    data.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += column.byteLength;
  }
  return { rows, columns: names.map((name) => `${name}:${typeOf(columns[name]!)}`).join(","), data };
}

/**
 * Columns as they were packed.
 *
 * @throws Failure "damaged" where the bytes do not fit the columns
 */
export function unpackColumns(rows: number, columns: string, data: Uint8Array): Columns {
  if (!Number.isSafeInteger(rows) || rows < 0) throw doesNotFit();
  const bytes = data.slice().buffer;
  const unpacked: Record<string, Columns[string]> = {};
  let offset = 0;
  for (const entry of columns === "" ? [] : columns.split(",")) {
    const [name = "", type = ""] = entry.split(":");
    const Type = types[type as TypeName];
    if (Type === undefined || offset + rows * Type.BYTES_PER_ELEMENT > bytes.byteLength) throw doesNotFit();
    unpacked[name] = new Type(bytes, offset, rows);
    offset += rows * Type.BYTES_PER_ELEMENT;
  }
  if (offset !== bytes.byteLength) throw doesNotFit();
  return unpacked;
}

/** A table of blobs from unpacked columns. @throws Failure "damaged" where a column is missing */
export function asBlobs(columns: Columns): BlobTable {
  return {
    t: column(columns, "t", Int32Array),
    z: column(columns, "z", Float64Array),
    y: column(columns, "y", Float64Array),
    x: column(columns, "x", Float64Array),
    radius: column(columns, "radius", Float64Array),
    intensity: column(columns, "intensity", Float64Array),
    confidence: column(columns, "confidence", Float64Array),
  };
}

/** A table of tracks from unpacked columns. @throws Failure "damaged" where a column is missing */
export function asTracks(columns: Columns): TrackTable {
  return { ...asBlobs(columns), track: column(columns, "track", Int32Array), source: column(columns, "source", Uint8Array) };
}

export function column<T extends Columns[string]>(columns: Columns, name: string, type: new (length: number) => T): T {
  const found = columns[name];
  if (!(found instanceof type))
    throw new Failure("damaged", `A table of the study lacks the column ${name}; run its step again.`, { column: name });
  return found;
}

function doesNotFit(): Failure {
  return new Failure("damaged", "A table of the study does not fit its columns; run its step again.");
}

function widthOf(columns: Columns, name: string): number {
  return columns[name]!.BYTES_PER_ELEMENT;
}

function typeOf(column: Columns[string]): TypeName {
  if (column instanceof Int32Array) return "i32";
  if (column instanceof Float32Array) return "f32";
  return column instanceof Float64Array ? "f64" : "u8";
}
