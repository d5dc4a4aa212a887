import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new empty folder that is gone when the test is. */
export function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "nematrace-test-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
