import { stat } from "node:fs/promises";
import { Failure } from "#contract/failure";
import type { VolumeSource } from "#contract/source";
import { fileFailure } from "#io/volume/file-failure";
import { foreignVolumes } from "#io/volume/foreign-zarr";
import { readSpec } from "#io/volume/store";
import { storedVolumes, type StoredVolumes } from "#io/volume/stored-volumes";

/**
 * Opens a movie of stacks kept as OME-Zarr: a store of ours, or an image by another program.
 *
 * @throws Failure "not-found" | "unsupported" | "wrong-axes" | "newer-version" | "unreadable"
 */
export async function openVolumes(path: string): Promise<VolumeSource> {
  await folder(path);
  return (await ours(path)) ?? foreignVolumes(path);
}

/**
 * Opens a store that this program wrote.
 *
 * @throws Failure "not-found" | "unsupported" | "newer-version"
 */
export async function openStoredVolumes(path: string): Promise<StoredVolumes> {
  await folder(path);
  const volumes = await ours(path);
  if (volumes === null) throw new Failure("unsupported", `${path} is not a volume store of NemaTrace.`, { path });
  return volumes;
}

async function ours(path: string): Promise<StoredVolumes | null> {
  try {
    const spec = await readSpec(path);
    return spec === null ? null : storedVolumes(path, spec);
  } catch (error) {
    if (error instanceof Failure && error.code === "invalid-input") return null;
    throw error;
  }
}

async function folder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileFailure(error, path, "read");
  });
  if (!found.isDirectory()) throw new Failure("unsupported", `${path} is a file; an OME-Zarr image is a folder.`, { path });
}
