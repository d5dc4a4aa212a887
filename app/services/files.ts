import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CallOutput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { numberedImages } from "#io/recording/folder/numbering";
import { databaseFile } from "#io/study/layout";
import { isWithin, type Places } from "#services/places";

type Listing = CallOutput<"files.list">;
type Entry = Listing["entries"][number];

/** File names that hold recordings. */
const recordingEnding = /\.(tiff?|btf|tf8|png|companion\.ome|ome\.zarr|zarr|nwb|h5|hdf5|he5|mat|nrrd|mha|nii|nii\.gz|mp4|m4v|mov|webm)$/i;

/** Numbered images that a folder must hold to be offered as one recording. */
const fewestImages = 3;

/**
 * What lies in a folder: folders and studies first, then files, each by name.
 *
 * @throws Failure "not-found" | "unreadable" | "forbidden"
 */
export async function listFiles(places: Places, path: string | null): Promise<Listing> {
  if (path === null && places.root === null) {
    throw new Failure("forbidden", "The desktop window opens files through the system's dialogs; use File, Open.");
  }
  const folder = places.check(path ?? places.root!);
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "unknown";
    if (code === "ENOENT") throw new Failure("not-found", `There is no folder ${folder}.`, { path: folder });
    throw new Failure("unreadable", `The folder ${folder} cannot be read (${code}); check its permissions.`, {
      path: folder,
      reason: code,
    });
  }
  const entries = (await Promise.all(names.map((name) => entryOf(folder, name)))).filter((entry) => entry !== null);
  const rank = { folder: 0, study: 1, recording: 2, other: 3 };
  entries.sort((a, b) => rank[a.kind] - rank[b.kind] || a.name.localeCompare(b.name, "en", { numeric: true }));
  const images = numberedImages(names);
  if (images.length >= fewestImages) {
    const name = `${images.length} numbered images as one recording`;
    entries.unshift({ name, path: folder, kind: "recording", bytes: null, modified: null });
  }
  const parent = dirname(folder);
  const reachable = parent !== folder && (places.root === null || isWithin(places.root, parent));
  return { path: folder, parent: reachable ? parent : null, entries };
}

async function entryOf(folder: string, name: string): Promise<Entry | null> {
  const path = join(folder, name);
  try {
    const facts = await stat(path);
    const kind = facts.isDirectory() ? await kindOfFolder(path) : recordingEnding.test(name) ? "recording" : "other";
    return { name, path, kind, bytes: facts.isDirectory() ? null : facts.size, modified: facts.mtime.toISOString() };
  } catch {
    // A link that leads nowhere, or a file removed while the folder was read, is not shown.
    return null;
  }
}

async function kindOfFolder(path: string): Promise<Entry["kind"]> {
  if (/\.zarr$/i.test(path)) return "recording";
  return stat(join(path, databaseFile)).then(
    () => "study" as const,
    () => "folder" as const,
  );
}
