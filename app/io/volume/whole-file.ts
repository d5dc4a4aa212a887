import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileFailure } from "#io/volume/file-failure";

/**
 * Writes a file that is either there whole or not at all: into `<path>.<pid>.partial`, then renamed.
 *
 * @throws Failure "disk-full" | "read-only" | "invalid-input"; the partial file is taken away
 */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await openFor(partial);
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

/** Folders are made on the first write into them. */
async function openFor(partial: string): ReturnType<typeof open> {
  try {
    return await open(partial, "w");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    await mkdir(dirname(partial), { recursive: true });
    return open(partial, "w");
  }
}
