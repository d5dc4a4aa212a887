import { existsSync } from "node:fs";
import { readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { checksum } from "#io/volume/checksum";
import { chunkCodec } from "#io/volume/chunk-codec";
import { cutChunk } from "#io/volume/chunk-voxels";
import { fileFailure } from "#io/volume/file-failure";
import { chunkPath } from "#io/volume/frame-marker";
import { compressorOf, imageAxes, imageDatasets, metadataText } from "#io/volume/metadata";
import { levelsOf, type Level, type VolumeSpec } from "#io/volume/spec";
import { isAbsent, writeWhole } from "#io/volume/whole-file";

/** A value of a label image and what it stands for. */
export interface Label {
  readonly value: number;
  readonly name: string;
  readonly rgba: readonly [number, number, number, number];
  readonly properties: Readonly<Record<string, string | number>>;
}

/** What a neuron without a name is called in a label image. */
export const unnamed = (track: number): string => `neuron ${track}`;

/** Name of the label image inside a store. */
const labelName = "neurons";

/** What a label image was drawn from, and the checksum of all its files. */
interface Origin {
  readonly key: string;
  readonly seal: number;
}

/** What the label image of a store was drawn from; null where there is none. */
export async function labelsKey(store: string): Promise<string | null> {
  return (await originOf(store))?.key ?? null;
}

/** Whether the label image of a store is what was written; null where there is none. */
export async function labelsWhole(store: string, spec: VolumeSpec): Promise<boolean | null> {
  for (;;) {
    if (!existsSync(join(store, "labels"))) return null;
    const origin = await originOf(store);
    const seal = await labelsSeal(store, spec);
    // Another program may have put new labels in the place of these while they were read: they are looked at again.
    if (isDeepStrictEqual(origin, await originOf(store))) return origin !== null && seal === origin.seal;
  }
}

/** Checksum of every file of the label image that is there, but for the one that holds it. */
async function labelsSeal(store: string, spec: VolumeSpec): Promise<number> {
  let seal = 0;
  for (const file of [...labelMetadata(spec).keys(), ...labelChunks(spec)]) {
    const bytes = await readFile(join(store, "labels", file)).catch(() => null);
    if (bytes !== null) seal = checksum(bytes, seal);
  }
  return seal;
}

/** Takes the label image of a store away, all at once: a program that dies here leaves it whole or gone. */
export async function removeLabels(store: string): Promise<void> {
  await rm(await setAside(store), { recursive: true, force: true });
}

/** Moves the label image of a store, if there is one, to where no reader looks and the next writer clears up. */
async function setAside(store: string): Promise<string> {
  const aside = join(store, `labels.${process.pid}.old.partial`);
  await rename(join(store, "labels"), aside).catch((error: unknown) => {
    if (!isAbsent(error)) throw error;
  });
  return aside;
}

async function originOf(store: string): Promise<Origin | null> {
  try {
    const { nematrace } = JSON.parse(await readFile(join(store, "labels", labelName, ".zattrs"), "utf8")) as {
      nematrace?: Partial<Origin>;
    };
    return typeof nematrace?.key === "string" && typeof nematrace.seal === "number" ? { key: nematrace.key, seal: nematrace.seal } : null;
  } catch {
    return null;
  }
}

/** Every chunk a label image can have, in the order of its checksum: frame by frame, fine to coarse. */
function labelChunks(spec: VolumeSpec): string[] {
  return Array.from({ length: spec.frames }, (_, t) =>
    levelsOf(spec).flatMap((level, n) =>
      Array.from(
        { length: level.rows * level.columns },
        (_, i) => `${labelName}/${chunkPath(n, t, 0, Math.floor(i / level.columns), i % level.columns)}`,
      ),
    ),
  ).flat();
}

/**
 * Writes a label image into a store, as OME-Zarr 0.4 wants it: `labels/neurons`, with the image's resolutions
 * and one channel. Chunks without a label are left out, which reads as 0. The new labels take the place of
 * older ones when they are whole; a program that dies meanwhile leaves one of the two, or neither.
 *
 * @param key  what they are drawn from
 * @param draw fills the frame [z, y, x]
 * @throws Failure "disk-full" | "read-only"
 */
export async function* writeLabels(
  store: string,
  spec: VolumeSpec,
  key: string,
  labels: readonly Label[],
  draw: (t: number, into: Uint16Array) => void | Promise<void>,
): AsyncGenerator<number, void> {
  const draft = join(store, `labels.${process.pid}.partial`);
  try {
    for (const name of await readdir(store)) if (/^labels\..*\.partial$/.test(name)) await rm(join(store, name), { recursive: true });
    let seal = 0;
    for (const [file, text] of labelMetadata(spec)) {
      await writeWhole(join(draft, file), text);
      seal = checksum(Buffer.from(text), seal);
    }
    const codec = chunkCodec({ compression: spec.compression === "none" ? "lz4" : spec.compression });
    const levels = levelsOf(spec);
    const voxels = ([z, y, x]: readonly [number, number, number]) => z * y * x;
    const chunks = levels.map((level) => new Uint16Array(voxels(level.chunk)));
    const smaller = levels.map((level, n) => new Uint16Array(n === 0 ? 0 : voxels(level.shape)));
    const frame = new Uint16Array(spec.shape[0] * spec.shape[1] * spec.shape[2]);
    for (let t = 0; t < spec.frames; t++) {
      await draw(t, frame);
      for (const [n, level] of levels.entries()) {
        const sampled = n === 0 ? frame : (smaller[n] as Uint16Array);
        if (n > 0) sampleFrame(frame, spec.shape, level, sampled);
        for (let row = 0; row < level.rows; row++) {
          for (let column = 0; column < level.columns; column++) {
            const chunk = chunks[n] as Uint16Array;
            cutChunk(sampled, level, row, column, 0, chunk);
            if (isEmpty(chunk)) continue;
            const bytes = await codec.encode(new Uint8Array(chunk.buffer));
            await writeWhole(join(draft, labelName, chunkPath(n, t, 0, row, column)), bytes);
            seal = checksum(bytes, seal);
          }
        }
      }
      yield t + 1;
    }
    await writeWhole(join(draft, labelName, ".zattrs"), metadataText(labelAttributes(spec, labels, { key, seal })));
    const older = await setAside(store);
    await rename(draft, join(store, "labels"));
    await rm(older, { recursive: true, force: true });
  } catch (error) {
    throw fileFailure(error, join(store, "labels"), "write");
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whether a chunk holds any label; looked at eight bytes at a time. */
function isEmpty(chunk: Uint16Array): boolean {
  const words = new BigUint64Array(chunk.buffer, 0, chunk.length >> 2);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0n) return false;
  for (let i = words.length * 4; i < chunk.length; i++) if (chunk[i] !== 0) return false;
  return true;
}

/** Every second, fourth … voxel of a frame, for a level that is shrunk. */
function sampleFrame(frame: Uint16Array, [, height, width]: VolumeSpec["shape"], level: Level, into: Uint16Array): void {
  const [planes, rows, columns] = level.shape;
  for (let z = 0, to = 0; z < planes; z++)
    for (let y = 0; y < rows; y++) {
      const from = (z * level.skip * height + y * level.shrink) * width;
      for (let x = 0; x < columns; x++, to++) into[to] = frame[from + x * level.shrink] as number;
    }
}

function labelAttributes(spec: VolumeSpec, labels: readonly Label[], origin: Origin): unknown {
  return {
    multiscales: [{ version: "0.4", name: labelName, axes: imageAxes(spec), datasets: imageDatasets(spec) }],
    "image-label": {
      version: "0.4",
      source: { image: "../../" },
      ...(labels.length > 0 && {
        colors: labels.map(({ value, rgba }) => ({ "label-value": value, rgba })),
        properties: labels.map(({ value, name, properties }) => ({ "label-value": value, name, ...properties })),
      }),
    },
    nematrace: origin,
  };
}

/** Metadata files by their path, but for the attributes of the label image. */
function labelMetadata(spec: VolumeSpec): Map<string, string> {
  const files = new Map<string, unknown>([
    [".zgroup", { zarr_format: 2 }],
    [".zattrs", { labels: [labelName] }],
    [`${labelName}/.zgroup`, { zarr_format: 2 }],
  ]);
  levelsOf(spec).forEach((level, n) => {
    files.set(`${labelName}/${n}/.zarray`, {
      zarr_format: 2,
      shape: [spec.frames, 1, ...level.shape],
      chunks: [1, 1, ...level.chunk],
      dtype: "<u2",
      compressor: compressorOf({ compression: spec.compression === "none" ? "lz4" : spec.compression }),
      fill_value: 0,
      order: "C",
      filters: null,
      dimension_separator: "/",
    });
    files.set(`${labelName}/${n}/.zattrs`, { _ARRAY_DIMENSIONS: ["t", "c", "z", "y", "x"] });
  });
  return new Map(Array.from(files, ([path, value]) => [path, metadataText(value)]));
}
