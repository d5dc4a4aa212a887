import { open, stat } from "node:fs/promises";
import { Failure } from "#contract/failure";
import type { ForeignTracks, Ground } from "#io/foreign/foreign-tracks";
import { isExportFolder, readExportFolder } from "#io/foreign/export-folder";
import { readLabelImage } from "#io/foreign/label-image";
import { readMatlab } from "#io/foreign/matlab";
import { readParquet } from "#io/foreign/parquet";
import { readPositionTable } from "#io/foreign/position-table";
import { readStudyJson } from "#io/foreign/study-json";
import { readTrackMate } from "#io/foreign/trackmate";
import { readZephir } from "#io/foreign/zephir";
import { isNwb, readNwb } from "#io/nwb/read-nwb";
import { Hdf5File } from "#io/recording/hdf5/library";

/**
 * Reads positions from CSV (ours, napari's, TrackMate's, any with columns of usual names), TrackMate XML,
 * ZephIR's annotations, a label image, or what NemaTrace exported: a folder of its tables, Parquet, NWB, MATLAB,
 * JSON, with the activity and series they hold. The kind is told by the file's first bytes, not by its name.
 *
 * @param ground the movie that they belong to; ZephIR's places are parts of its sides
 * @throws Failure "not-found" | "unreadable" | "unsupported" | "empty" | "invalid-input" | "damaged" | "out-of-range"
 */
export async function readForeign(path: string, ground: Ground): Promise<ForeignTracks> {
  if (await isFolder(path)) return isExportFolder(path) ? readExportFolder(path, ground) : readLabelImage(path, ground);
  const head = await firstBytes(path);
  if (head.subarray(0, 4).equals(Buffer.from("\x89HDF", "latin1"))) return readHdf5(path, ground);
  if (head.toString("latin1", 0, 4) === "PAR1") return readParquet(path);
  if (head.toString("latin1", 0, 7) === "MATLAB ") return readMatlab(path);
  const text = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (text.startsWith("<")) return readTrackMate(path);
  if (text.startsWith("{")) return readStudyJson(path);
  if (/^(II|MM)/.test(head.toString("latin1", 0, 2)) && (head.includes(42, 2) || head.includes(43, 2))) return readLabelImage(path, ground);
  if (/\.(nrrd|mha|nii|nii\.gz|tiff?)$/i.test(path)) return readLabelImage(path, ground);
  return readPositionTable(path);
}

async function readHdf5(path: string, ground: Ground): Promise<ForeignTracks> {
  const file = await Hdf5File.open(path);
  try {
    if (isNwb(file)) return readNwb(file);
  } finally {
    file.close();
  }
  return readZephir(path, ground);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new Failure("not-found", `There is no file ${path}; check the path.`, { path });
    throw new Failure("unreadable", `${path} cannot be read (${error.code ?? error.message}).`, { path });
  });
  return found.isDirectory();
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw new Failure("unreadable", `${path} cannot be read (${error.code ?? error.message}); check its permissions.`, { path });
  });
  try {
    const buffer = Buffer.alloc(512);
    const { bytesRead } = await file.read(buffer, 0, 512, 0);
    if (bytesRead === 0) throw new Failure("empty", `${path} is empty; there is nothing to import.`, { path });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
