import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename } from "node:path";
import { Failure } from "#contract/failure";
import type { Pixels } from "#contract/volume";
import { type OmeFacts, omeDescription } from "#io/recording/ome-description";
import { sampleBytes } from "#io/recording/pixel-buffer";

/** An OME-TIFF being written, plane by plane. */
export interface OmeTiffWriter {
  /** Appends the next plane, [y, x], in the order t, c, z, slowest first. */
  write(plane: Pixels): Promise<void>;
  /** Gives the file its name; a Failure "incomplete" where planes are lacking. */
  finish(): Promise<void>;
  /** Takes away what was written. */
  abort(): Promise<void>;
}

/**
 * Starts an OME-TIFF, uncompressed, little-endian, BigTIFF where it passes 4 GB. The directories come first and
 * the planes after them in one run, so that readers find every plane at once. The file appears under its
 * name only when it is whole.
 *
 * @throws Failure "not-found" | "read-only" | "disk-full"
 */
export async function createOmeTiff(path: string, facts: OmeFacts): Promise<OmeTiffWriter> {
  const { shape } = facts;
  const count = shape.t * shape.c * shape.z;
  const planeBytes = shape.y * shape.x * sampleBytes[facts.dtype];
  const partial = `${path}.${process.pid}.partial`;
  let handle: FileHandle | null = null;
  let written = 0;
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      await abort();
      throw writeFailure(path, thrown);
    }
  };
  const abort = async (): Promise<void> => {
    await handle?.close().catch(() => undefined);
    handle = null;
    await rm(partial, { force: true }).catch(() => undefined);
  };
  await guarded(async () => {
    handle = await open(partial, "w");
    await writeWhole(handle, frontMatter(omeDescription(basename(path), facts), facts, count, planeBytes));
  });
  return {
    write: (plane) =>
      guarded(async () => {
        if (!handle) throw new Error("the file is no longer being written");
        if (plane.byteLength !== planeBytes) throw new Error(`plane ${written} has ${plane.byteLength} of ${planeBytes} bytes`);
        if (written === count) throw new Error(`more than ${count} planes were given`);
        await writeWhole(handle, new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
        written++;
      }),
    finish: () =>
      guarded(async () => {
        if (written < count)
          throw new Failure("incomplete", `${path} was not written: ${written} of ${count} planes were made.`, {
            path,
            planes: count,
            present: written,
          });
        await handle?.close();
        handle = null;
        await rename(partial, path);
      }),
    abort,
  };
}

/**
 * Writes a whole OME-TIFF; see `createOmeTiff`.
 *
 * @param planes pixels [y, x] in the order t, c, z, slowest first
 * @throws Failure "incomplete" where too few planes come, "not-found" | "read-only" | "disk-full"
 */
export async function writeOmeTiff(path: string, facts: OmeFacts, planes: AsyncIterable<Pixels> | Iterable<Pixels>): Promise<void> {
  const writer = await createOmeTiff(path, facts);
  try {
    for await (const plane of planes) await writer.write(plane);
  } catch (thrown) {
    await writer.abort();
    throw thrown;
  }
  await writer.finish();
}

/** Trouble in writing as a Failure; anything that is not the system's stays as it is. */
export function writeFailure(path: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT")
    return new Failure("disk-full", `The disk filled up while writing ${path}; make room and run again.`, { path });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new Failure("read-only", `${path} may not be written; choose a folder of your own.`, { path, system: code });
  if (code === "ENOENT" || code === "ENOTDIR")
    return new Failure("not-found", `There is no folder to write ${path} into; make it first.`, { path });
  if (code === "EISDIR") return new Failure("invalid-input", `${path} is a folder; give a file name.`, { path });
  return thrown;
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

const short = 3;
const long = 4;
const ascii = 2;
const long8 = 16;

/** Header, directories and description; the first plane begins where this ends. */
function frontMatter(description: string, facts: OmeFacts, count: number, planeBytes: number): Uint8Array {
  const text = new TextEncoder().encode(`${description}\0`);
  const big = 16 + count * 300 + text.length + count * planeBytes > 0xffff_0000;
  const size = big ? { header: 16, count: 8, entry: 20, next: 8 } : { header: 8, count: 2, entry: 12, next: 4 };
  const directoryBytes = (tags: number) => size.count + tags * size.entry + size.next;
  const restAt = size.header + directoryBytes(11);
  const textAt = restAt + (count - 1) * directoryBytes(10);
  const dataAt = Math.ceil((textAt + text.length) / 16) * 16;
  const bytes = new Uint8Array(dataAt);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4949, true);
  view.setUint16(2, big ? 43 : 42, true);
  if (big) {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(size.header), true);
  } else {
    view.setUint32(4, size.header, true);
  }
  const bits = sampleBytes[facts.dtype] * 8;
  const kind = facts.dtype.startsWith("float") ? 3 : facts.dtype.startsWith("int") ? 2 : 1;
  for (let page = 0, at = size.header; page < count; page++) {
    const tags: [number, number, number, number][] = [
      [256, long, 1, facts.shape.x],
      [257, long, 1, facts.shape.y],
      [258, short, 1, bits],
      [259, short, 1, 1],
      [262, short, 1, 1],
      [273, big ? long8 : long, 1, dataAt + page * planeBytes],
      [277, short, 1, 1],
      [278, long, 1, facts.shape.y],
      [279, big ? long8 : long, 1, planeBytes],
      [339, short, 1, kind],
    ];
    if (page === 0) tags.splice(5, 0, [270, ascii, text.length, textAt]);
    if (big) view.setBigUint64(at, BigInt(tags.length), true);
    else view.setUint16(at, tags.length, true);
    at += size.count;
    for (const [id, type, values, value] of tags) {
      view.setUint16(at, id, true);
      view.setUint16(at + 2, type, true);
      if (big) {
        view.setBigUint64(at + 4, BigInt(values), true);
        view.setBigUint64(at + 12, BigInt(value), true);
      } else {
        view.setUint32(at + 4, values, true);
        view.setUint32(at + 8, value, true);
      }
      at += size.entry;
    }
    const next = page + 1 < count ? at + size.next : 0;
    if (big) view.setBigUint64(at, BigInt(next), true);
    else view.setUint32(at, next, true);
    at += size.next;
  }
  bytes.set(text, textAt);
  return bytes;
}
