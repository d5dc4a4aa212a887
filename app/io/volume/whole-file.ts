import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative, sep } from "node:path";
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
    if (!isAbsent(error)) throw error;
    if (within === undefined) await mkdir(dirname(partial), { recursive: true });
    else await makeBelow(within, dirname(partial));
    return open(partial, "w");
  }
}

/** Makes the folders below one that has to be there, one by one: should it go meanwhile, it is not made anew. */
async function makeBelow(within: string, folder: string): Promise<void> {
  let path = within;
  for (const name of relative(within, folder).split(sep).filter(Boolean)) {
    path = join(path, name);
    await mkdir(path).catch((error: unknown) => {
      if (isAbsent(error)) throw gone(within);
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  }
  if (!existsSync(within)) throw gone(within);
}

/** Whether something failed because a file or folder is not there. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function gone(within: string): Failure {
  return new Failure(
    "not-found",
    `${within} is not there any more: its drive was taken away, or the folder was moved. Put it back and run it again; finished frames are kept.`,
    { path: within },
  );
}
