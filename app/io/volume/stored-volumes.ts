import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";
import type { VolumeSource } from "#contract/source";
import { chunkCodec, unpackedSize } from "#io/volume/chunk-codec";
import { unpackChunk, type Stored } from "#io/volume/chunk-voxels";
import { fileFailure } from "#io/volume/file-failure";
import { checksum } from "#io/volume/checksum";
import { chunkPath, readMarker, type FrameMarker } from "#io/volume/frame-marker";
import { levelsOf, type VolumeSpec } from "#io/volume/spec";

/** A store of ours, read: stacks as grey levels, or as they are stored. */
export interface StoredVolumes extends VolumeSource {
  readonly spec: VolumeSpec;
  /** The stack in stored values, a new array each time: grey level = stored × scale + offset. */
  readStored(t: number, c: number): Promise<Stored>;
}

/** @param path a store that `readSpec` knows */
export function storedVolumes(path: string, spec: VolumeSpec): StoredVolumes {
  const codec = chunkCodec(spec);
  const level = levelsOf(spec)[0] as ReturnType<typeof levelsOf>[number];
  const size = spec.shape[0] * spec.shape[1] * spec.shape[2];
  const chunkBytes = level.chunk[0] * level.chunk[1] * level.chunk[2] * (spec.dtype === "uint16" ? 2 : 4);
  let stack: Float32Array | null = null;

  async function fill(t: number, c: number, into: Stored): Promise<void> {
    if (!Number.isInteger(t) || t < 0 || t >= spec.frames || !Number.isInteger(c) || c < 0 || c >= spec.channels.length) {
      throw new Failure(
        "out-of-range",
        `${path} holds frames 0 to ${spec.frames - 1} and ${spec.channels.length} channel(s); frame ${t}, channel ${c} is not among them.`,
        { path, t, c },
      );
    }
    const marker = await readMarker(path, t);
    if (marker === null) {
      throw new Failure("not-ready", `Frame ${t} of ${path} has not been made yet; run refocus to make it.`, { path, t });
    }
    for (let row = 0; row < level.rows; row++) {
      for (let column = 0; column < level.columns; column++) {
        const file = chunkPath(0, t, c, row, column);
        unpackChunk(await readChunk(join(path, file), marker.chunks[file], t), level, row, column, spec, into);
      }
    }
  }

  /** Bytes are compared with the marker first: the decoder does not notice a chunk that was cut short. */
  async function readChunk(file: string, wanted: FrameMarker["chunks"][string] | undefined, t: number): Promise<Stored> {
    const packed = await readFile(file).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw fileFailure(error, file, "read");
    });
    const whole = packed !== null && wanted !== undefined && packed.length === wanted[0] && checksum(packed) === wanted[1];
    const fits = whole && (spec.compression === "none" || unpackedSize(packed) === chunkBytes);
    const bytes = fits ? await codec.decode(packed).catch(() => null) : null;
    if (bytes?.length !== chunkBytes) {
      throw new Failure("damaged", `Frame ${t} of ${path} is damaged (${file}); repair the study, or run refocus again.`, {
        path: file,
        t,
      });
    }
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    return spec.dtype === "uint16"
      ? new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2)
      : new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  }

  return {
    spec,
    frames: spec.frames,
    channels: spec.channels.length,
    shape: spec.shape,
    voxel: spec.voxel,
    origin: spec.origin,
    virtual: spec.virtual === null ? null : `${spec.virtual.model}, ${JSON.stringify(spec.virtual.parameters)}`,
    async read(t, c) {
      stack ??= new Float32Array(size);
      await fill(t, c, stack);
      return { data: stack, shape: spec.shape, voxel: spec.voxel, origin: spec.origin };
    },
    async readStored(t, c) {
      const stored = spec.dtype === "uint16" ? new Uint16Array(size) : new Float32Array(size);
      await fill(t, c, stored);
      return stored;
    },
    async close() {
      stack = null;
    },
  };
}
