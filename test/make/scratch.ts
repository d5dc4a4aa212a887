import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** An empty folder for the tests of one file, taken away after them. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
