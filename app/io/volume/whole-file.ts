import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "#contract/failure";
import { fileFailure } from "#io/volume/file-failure";

/**
 * Writes a file that is either there whole or not at all: into `<path>.<host>-<pid>.partial`, then renamed.
 *
 * @param within folder that has to be there already: one that has gone, with its drive, is not made anew elsewhere
 * @throws Failure "disk-full" | "read-only" | "invalid-input" | "not-found"; the partial file is taken away
 */
export async function writeWhole(path: string, data: Uint8Array | string, within?: string): Promise<void> {
  const partial = `${path}.${hostname()}-${process.pid}.partial`;
  try {
    const file = await openFor(partial, within);
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileFailure(error, path, "write");
  }
}

/** Takes away files that a program had begun when it died, in a folder and those below. */
export async function removePartials(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (entry.name.endsWith(".partial")) await rm(join(entry.parentPath, entry.name), { recursive: true, force: true });
}

/** Folders are made on the first write into them. */
async function openFor(partial: string, within: string | undefined): ReturnType<typeof open> {
  try {
    return await open(partial, "w");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    if (within !== undefined && !existsSync(within)) {
      throw new Failure(
        "not-found",
        `${within} is not there any more: its drive was taken away, or the folder was moved. Put it back and run it again; finished frames are kept.`,
        { path: within },
      );
    }
    await mkdir(dirname(partial), { recursive: true });
    return open(partial, "w");
  }
}
