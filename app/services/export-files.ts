import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { exportsPath } from "#io/study/layout";
import type { Study } from "#io/study/study";

/** Files the export step wrote, by name; no folder where it has not run. */
export async function exportedFiles(study: Study): Promise<CallOutput<"export.files">> {
  const folder = exportsPath(study.path);
  const names = await readdir(folder).catch(() => null);
  if (names === null) return { folder: null, files: [] };
  const whole = names.filter((name) => !name.endsWith(".partial")).sort();
  const files = await Promise.all(
    whole.map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path);
      return found.isDirectory() ? { name, bytes: await bytesIn(path), folder: true } : { name, bytes: found.size };
    }),
  );
  return { folder, files };
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Path of one exported file. @throws Failure "not-found" for any other name */
export async function exportedFile(study: Study, name: string): Promise<string> {
  const { folder, files } = await exportedFiles(study);
  if (folder === null || !files.some((file) => file.name === name && !file.folder)) {
    throw new Failure("not-found", `The study has no exported file "${name}"; run the export step first.`, {
      path: study.path,
      file: name,
    });
  }
  return join(folder, name);
}
