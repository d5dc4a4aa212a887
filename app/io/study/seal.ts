import { crc32 } from "node:zlib";
import type { SqlRow, SqlValue } from "#io/study/database";

/** Checksum of a row's values, kept beside them: SQLite itself does not notice a value that was altered on disk. */
export function sealOf(...values: readonly SqlValue[]): number {
  let sum = 0;
  // An empty value adds nothing; zlib answers 0 where one has no memory behind it.
  for (const value of values)
    if (!(value instanceof Uint8Array) || value.length > 0) sum = crc32(value instanceof Uint8Array ? value : String(value), sum);
  return sum;
}

/** Whether a row's values are those that were written; a row of an older study, which has no seal, is taken as it is. */
export function isWhole(row: SqlRow, ...columns: readonly string[]): boolean {
  return row.seal == null || row.seal === sealOf(...columns.map((name) => row[name] ?? null));
}
