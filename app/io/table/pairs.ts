import type { PairTable } from "#contract/table";
import { decimal } from "#io/table/csv";
import { numbers, readSheet } from "#io/table/read-sheet";
import { writeSheet } from "#io/table/write-sheet";

/** Reads pairs.csv. @throws Failure "not-found" | "unreadable" | "empty" | "invalid-input" */
export async function readPairs(path: string): Promise<PairTable> {
  const sheet = await readSheet(path);
  return {
    reference: Int32Array.from(numbers(sheet, "reference", { missing: "need", whole: true })),
    target: Int32Array.from(numbers(sheet, "target", { missing: "need", whole: true })),
    confidence: numbers(sheet, "confidence", { missing: 1 }),
  };
}

/** Writes pairs.csv: rows of two tables that are the same neuron. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writePairs(path: string, pairs: PairTable): Promise<void> {
  await writeSheet(
    path,
    ["reference", "target", "confidence"],
    Array.from(pairs.reference, (reference, i) => [String(reference), String(pairs.target[i]), decimal(pairs.confidence[i]!, 4)]),
  );
}
