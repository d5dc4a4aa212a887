import type { BlobTable } from "#contract/table";
import { decimal, significant } from "#io/table/csv";
import { type Carried, carried, numbers, readSheet, type Sheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

export const blobColumns = ["t", "z", "y", "x", "radius", "intensity", "confidence"] as const;

/** A table with the columns that are none of ours. */
export interface WithCarried<T> {
  readonly table: T;
  readonly carried: Carried;
}

/**
 * Reads blobs.csv, or any table with at least t, y and x: z is 0 where absent, radius and intensity are
 * missing, confidence is 1.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "invalid-input" with path, row and column
 */
export async function readBlobs(path: string): Promise<WithCarried<BlobTable>> {
  const sheet = await readSheet(path);
  return { table: blobsIn(sheet), carried: carried(sheet, blobColumns) };
}

/** The columns that every table of positions shares. */
export function blobsIn(sheet: Sheet): BlobTable {
  return {
    t: Int32Array.from(numbers(sheet, "t", { missing: "need", whole: true })),
    z: numbers(sheet, "z", { missing: 0 }),
    y: numbers(sheet, "y", { missing: "need" }),
    x: numbers(sheet, "x", { missing: "need" }),
    radius: numbers(sheet, "radius", { missing: Number.NaN }),
    intensity: numbers(sheet, "intensity", { missing: Number.NaN }),
    confidence: numbers(sheet, "confidence", { missing: 1 }),
  };
}

/** Writes blobs.csv. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeBlobs(path: string, table: BlobTable, rest: Carried = new Map()): Promise<void> {
  await writeSheet(path, [...blobColumns, ...rest.keys()], rows(table, rest));
}

function* rows(table: BlobTable, rest: Carried): Generator<string[]> {
  for (let row = 0; row < table.t.length; row++) yield [...blobCells(table, row), ...[...rest.values()].map((cells) => cells[row] ?? "")];
}

/** A row's cells in the order of `blobColumns`. */
export function blobCells(table: BlobTable, row: number): string[] {
  return [
    String(table.t[row]),
    decimal(table.z[row]!, 4),
    decimal(table.y[row]!, 4),
    decimal(table.x[row]!, 4),
    decimal(table.radius[row]!, 4),
    significant(table.intensity[row]!, 7),
    decimal(table.confidence[row]!, 4),
  ];
}
