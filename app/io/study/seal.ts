import { crc32 } from "node:zlib";
import type { SqlRow, SqlValue } from "#io/study/database";

/** Checksum of a row's values, kept beside them: SQLite itself does not notice a value that was altered on disk. */
export function sealOf(...values: readonly SqlValue[]): number {
  let sum = 0;
  for (const value of values) sum = crc32(value instanceof Uint8Array ? value : String(value), sum);
  return sum;
}

/** Whether a row's values are those that were written; a row of an older study, which has no seal, is taken as it is. */
export function isWhole(row: SqlRow, ...columns: readonly string[]): boolean {
  return row.seal == null || row.seal === sealOf(...columns.map((name) => row[name] ?? null));
}
