import { mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Failure } from "#contract/failure";
import { chunkCodec } from "#io/volume/chunk-codec";
import { cutChunk, halveStored, packChunk, type Stored } from "#io/volume/chunk-voxels";
import { fileFailure } from "#io/volume/file-failure";
import { frameDamages, metadataDamages } from "#io/volume/damage";
import { checksum } from "#io/volume/checksum";
import { chunkPath, chunkPaths, markerFolder, markerPath, readMarker, type FrameMarker } from "#io/volume/frame-marker";
import { metadataFiles, specSeal, storeFormat } from "#io/volume/metadata";
import { levelsOf, volumeSpec, type VolumeSpec } from "#io/volume/spec";
import { writeWhole } from "#io/volume/whole-file";

/** A movie of volumes on disk, written a channel at a time; a frame counts once `finish` has marked it. */
export interface VolumeStore {
  readonly path: string;
  readonly spec: VolumeSpec;
  /** Frames whose chunks all lie there in full size. */
  finished(): Promise<Set<number>>;
  /** Whether a frame is finished and every byte of it is what was written. */
  holds(t: number): Promise<boolean>;
  /**
   * Packs one channel of one frame and sets out to write it: the stack may be used again when this comes back, and the
   * disk works on while the next frame is made.
   *
   * @param stack grey levels above background [z, y, x]
   */
  write(t: number, c: number, stack: Float32Array): Promise<void>;
  /**
   * Waits until all channels of a frame lie on the disk and marks it finished; tells bytes and voxels clipped.
   *
   * @throws Failure "disk-full" | "read-only"; frames finished before are kept
   */
  finish(t: number): Promise<{ readonly bytes: number; readonly clipped: number }>;
}

/**
 * Makes a store, or opens one of the same kind to go on with it.
 *
 * @param own whether the place can hold nothing but this store: metadata that were altered are then written anew
 * @throws Failure "invalid-input" where something else lies at the path; "newer-version"; "disk-full"; "read-only"
 */
export async function openStore(path: string, wanted: VolumeSpec, { own = false }: { readonly own?: boolean } = {}): Promise<VolumeStore> {
  const spec = await settle(path, wanted, own);
  const codec = chunkCodec(spec);
  const levels = levelsOf(spec);
  const storedArray = (size: number): Stored => (spec.dtype === "uint16" ? new Uint16Array(size) : new Float32Array(size));
  const voxels = ([z, y, x]: readonly [number, number, number]) => z * y * x;
  const scratch = levels.map((level) => storedArray(voxels(level.chunk)));
  /** Smaller copies of the channel that is being written; made from what is stored, so that they cost little. */
  const smaller = levels.map((level, n) => storedArray(n === 0 ? 0 : voxels(level.shape)));
  const zero = spec.dtype === "uint16" ? Math.round(-spec.offset / spec.scale) : 0;
  interface FrameUnderWay {
    readonly channels: Set<number>;
    readonly marker: FrameMarker;
    readonly writes: Promise<void>[];
  }
  const written = new Map<number, FrameUnderWay>();
  return {
    path,
    spec,
    finished: () => finishedFrames(path, spec),
    holds: async (t) => (await frameDamages(path, spec, t)).length === 0,
    async write(t, c, stack) {
      const frame = written.get(t) ?? { channels: new Set<number>(), marker: { clipped: 0, chunks: {} }, writes: [] };
      written.set(t, frame);
      for (const [n, level] of levels.entries()) {
        const chunk = scratch[n] as Stored;
        const next = levels[n + 1];
        const [, height, width] = level.shape;
        const [, chunkHeight, chunkWidth] = level.chunk;
        for (let row = 0; row < level.rows; row++) {
          for (let column = 0; column < level.columns; column++) {
            if (n === 0) frame.marker.clipped += packChunk(stack, level, row, column, spec, chunk);
            else cutChunk(smaller[n] as Stored, level, row, column, zero, chunk);
            if (next !== undefined) {
              const size = [Math.min(chunkHeight, height - row * chunkHeight), Math.min(chunkWidth, width - column * chunkWidth)] as const;
              const corner = [(row * chunkHeight) / 2, (column * chunkWidth) / 2] as const;
              halveStored(chunk, [chunkHeight, chunkWidth], size, smaller[n + 1] as Stored, next, corner, next.skip / level.skip);
            }
            // The chunk's own memory is filled again before the disk has it.
            const bytes = (await codec.encode(new Uint8Array(chunk.buffer))).slice();
            const file = chunkPath(n, t, c, row, column);
            const writing = writeWhole(join(path, file), bytes, path);
            // What goes wrong is told by `finish`.
            writing.catch(() => undefined);
            frame.writes.push(writing);
            frame.marker.chunks[file] = [bytes.length, checksum(bytes)];
          }
        }
      }
      frame.channels.add(c);
    },
    async finish(t) {
      const frame = written.get(t);
      if (frame?.channels.size !== spec.channels.length)
        throw new Error(`Frame ${t} is marked finished before all its channels are written.`);
      written.delete(t);
      const ends = await Promise.allSettled(frame.writes);
      const lost = ends.find((end) => end.status === "rejected");
      if (lost) throw lost.reason;
      const names = Object.keys(frame.marker.chunks).sort();
      const chunks = Object.fromEntries(names.map((name) => [name, frame.marker.chunks[name] as readonly [number, number]]));
      await writeWhole(markerPath(path, t), `${JSON.stringify({ clipped: frame.marker.clipped, chunks })}\n`, path);
      return { bytes: Object.values(chunks).reduce((sum, [bytes]) => sum + bytes, 0), clipped: frame.marker.clipped };
    },
  };
}

/** The spec that the store at a place has after this: as wanted, with as many resolutions as are kept there already. */
async function settle(path: string, wanted: VolumeSpec, own: boolean): Promise<VolumeSpec> {
  let there: VolumeSpec | "altered" | null;
  try {
    there = await readSpec(path);
  } catch (thrown) {
    if (!own || !isUnreadable(thrown)) throw thrown;
    there = "altered";
  }
  if (there === null) {
    await create(path, wanted);
    return wanted;
  }
  const { levels: _, ...rest } = wanted;
  const levels = there === "altered" ? ((await markedLevels(path)) ?? wanted.levels) : there.levels;
  const spec: VolumeSpec = levels === undefined ? rest : { ...rest, levels };
  const same = there !== "altered" && isDeepStrictEqual(there, volumeSpec.parse(JSON.parse(JSON.stringify(spec))));
  if (!own) {
    if (same) return spec;
    throw new Failure(
      "invalid-input",
      `${path} already holds volumes made in another way (model, planes, scale or storage differ); choose another place, or remove it first.`,
      { path },
    );
  }
  if (!same || (await metadataDamages(path, spec)).length > 0) await writeMetadata(path, spec, basename(path));
  return spec;
}

/** How many resolutions the frames of a store were finished with; null where none is. */
async function markedLevels(path: string): Promise<number | null> {
  for (const name of (await readdir(join(path, markerFolder)).catch(() => [])).sort()) {
    const marker = await readMarker(path, Number.parseInt(name, 10));
    if (marker !== null) return 1 + Math.max(0, ...Object.keys(marker.chunks).map((file) => Number.parseInt(file, 10)));
  }
  return null;
}

/** Writes every metadata file of a store. */
export async function writeMetadata(path: string, spec: VolumeSpec, name: string): Promise<void> {
  for (const [file, text] of metadataFiles(spec, name)) await writeWhole(join(path, file), text);
}

/**
 * What a store of ours was made to hold; null where there is nothing at the path.
 *
 * @throws Failure "newer-version" | "invalid-input" where something else lies there | "damaged" where it was altered
 */
export async function readSpec(path: string): Promise<VolumeSpec | null> {
  const inside = await readdir(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw fileFailure(error, path, "write");
  });
  if (inside === null || inside.length === 0) return null;
  const foreign = new Failure("invalid-input", `${path} is there already and is not a volume store of NemaTrace; choose another place.`, {
    path,
  });
  let raw: { nematrace?: { format?: unknown; spec?: unknown; seal?: unknown } };
  try {
    raw = JSON.parse(await readFile(join(path, ".zattrs"), "utf8")) as typeof raw;
  } catch {
    throw foreign;
  }
  const format = raw.nematrace?.format;
  if (typeof format === "number" && format > storeFormat) {
    throw new Failure(
      "newer-version",
      `${path} was written by a newer NemaTrace (store format ${format}); update NemaTrace to go on with it.`,
      { path, format },
    );
  }
  const parsed = volumeSpec.safeParse(raw.nematrace?.spec);
  if (!parsed.success) throw foreign;
  // Stores of the first days have no seal.
  if (raw.nematrace?.seal !== undefined && raw.nematrace.seal !== specSeal(raw.nematrace.spec)) {
    throw new Failure("damaged", `What ${path} says about its voxels (.zattrs) was altered; repair the study, or restore the file.`, {
      path,
    });
  }
  return parsed.data;
}

/** Whether `readSpec` found something that is no spec, or no longer the one that was written. */
export function isUnreadable(thrown: unknown): boolean {
  return thrown instanceof Failure && (thrown.code === "invalid-input" || thrown.code === "damaged");
}

/** Whether every frame of the store at the path is finished, with every chunk there in full size. */
export async function isComplete(path: string): Promise<boolean> {
  const spec = await readSpec(path).catch((thrown: unknown) => {
    if (isUnreadable(thrown)) return null;
    throw thrown;
  });
  return spec !== null && (await finishedFrames(path, spec)).size === spec.frames;
}

/** The metadata appear all at once: the store is laid out beside its place and renamed. */
async function create(path: string, spec: VolumeSpec): Promise<void> {
  const draft = `${path}.${process.pid}.partial`;
  try {
    await mkdir(draft, { recursive: true });
    await writeMetadata(draft, spec, basename(path));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    // Another process that makes the same store may have been faster.
    if ((await readSpec(path).catch(() => null)) !== null) return;
    throw fileFailure(error, path, "write");
  }
}

/** Frames of a store whose chunks all lie there in full size. */
export async function finishedFrames(path: string, spec: VolumeSpec): Promise<Set<number>> {
  const finished = new Set<number>();
  for (let t = 0; t < spec.frames; t++) {
    const marker = await readMarker(path, t);
    if (marker === null) continue;
    const sizes = await Promise.all(
      chunkPaths(spec, t).map(async (file) => {
        const wanted = marker.chunks[file]?.[0];
        return (
          wanted !== undefined &&
          wanted ===
            (await stat(join(path, file)).then(
              (s) => s.size,
              () => -1,
            ))
        );
      }),
    );
    if (sizes.every(Boolean)) finished.add(t);
  }
  return finished;
}
