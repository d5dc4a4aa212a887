import { join } from "node:path";
import * as zarr from "zarrita";
import { Failure } from "#contract/failure";
import type { VolumeSource } from "#contract/source";
import { fileFailure } from "#io/volume/file-failure";
import { boundCodecs } from "#io/recording/bound-codecs";
import { folderStore } from "#io/zarr/folder-store";
import { inRowOrder } from "#io/zarr/row-order";
import { omeImage } from "#io/volume/ome-axes";

/** Voxels of a stack, or of a chunk, beyond which a store is refused: what memory holds as 32-bit floats. */
const mostVoxels = 2 ** 29;

/**
 * An OME-Zarr image that another program wrote, as stacks. Values are as stored, or scaled by the CF
 * attributes scale_factor and add_offset where the array has them.
 *
 * @throws Failure "not-found" | "unsupported" | "wrong-axes"
 */
export async function foreignVolumes(path: string): Promise<VolumeSource> {
  let mostChunkBytes = mostVoxels * 8;
  boundCodecs();
  const check = {
    key: (key: string) => refuseOutside(path, key),
    bytes: (key: string, bytes: Uint8Array) => refuseSwelling(path, key, bytes, mostChunkBytes),
  };
  const store = (dataset: string) => folderStore(path, dataset, (file, thrown) => fileFailure(thrown, file, "read"), check);
  const group = await zarr.open(zarr.root(await store("")), { kind: "group" }).catch((error: unknown) => {
    throw new Failure("unsupported", `${path} is not an OME-Zarr image; give a folder that holds one, or a TIFF.`, {
      path,
      reason: String(error),
    });
  });
  const image = omeImage(group.attrs, path);
  const array = await zarr.open(zarr.root(await store(image.dataset)).resolve(image.dataset), { kind: "array" }).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    throw new Failure("unsupported", `The voxels of ${path} cannot be opened (${String(error)}).`, { path });
  });
  if (array.shape.length !== image.axes.length) {
    throw new Failure("wrong-axes", `${path} names ${image.axes.length} axes but its array has ${array.shape.length}.`, { path });
  }
  const length = (axis: string) => (image.axes.includes(axis) ? (array.shape[image.axes.indexOf(axis)] as number) : 1);
  const shape = [length("z"), length("y"), length("x")] as const;
  if ([...array.shape].some((n) => n === 0)) throw new Failure("empty", `${path} holds no voxels.`, { path });
  const chunkVoxels = array.chunks.reduce((product, n) => product * n, 1);
  if (![...array.shape, ...array.chunks].every(isLength) || shape[0] * shape[1] * shape[2] > mostVoxels || chunkVoxels > mostVoxels) {
    throw new Failure(
      "out-of-range",
      `${path} claims stacks of ${shape.join(" × ")} voxels in chunks of ${array.chunks.join(" × ")}, more than can be read; crop it, or save it in smaller chunks.`,
      { path },
    );
  }
  mostChunkBytes = chunkVoxels * 8 + 4096;
  const factor = numberOr(array.attrs["scale_factor"], 1);
  const offset = numberOr(array.attrs["add_offset"], 0);
  return {
    frames: length("t"),
    channels: length("c"),
    shape,
    voxel: image.voxel,
    origin: image.origin,
    virtual: "virtual" in group.attrs ? JSON.stringify(group.attrs["virtual"]) : null,
    async read(t, c) {
      if (t < 0 || t >= length("t") || c < 0 || c >= length("c")) {
        throw new Failure(
          "out-of-range",
          `${path} holds ${length("t")} frame(s) and ${length("c")} channel(s); frame ${t}, channel ${c} is not among them.`,
          { path, t, c },
        );
      }
      const selection = image.axes.map((axis) => (axis === "t" ? t : axis === "c" ? c : null));
      const part = await zarr.get(array, selection).catch((error: unknown) => {
        if (error instanceof Failure) throw error;
        throw new Failure("unreadable", `Frame ${t} of ${path} cannot be read (${String(error)}).`, { path, t });
      });
      const ordered = inRowOrder(part.data as unknown as Uint16Array, part.shape, part.stride);
      return { data: numbers(ordered, factor, offset, path), shape, voxel: image.voxel, origin: image.origin };
    },
    async close() {},
  };
}

function refuseOutside(path: string, key: string): void {
  if (!join(path, key).startsWith(join(path, "/")))
    throw new Failure("damaged", `${path} names a file outside its folder (${key}); it is not read.`, { path, key });
}

/** Chunks may unpack to no more than a chunk holds. */
function refuseSwelling(path: string, key: string, bytes: Uint8Array, most: number): void {
  if (!/\.z(array|attrs|group)$|zarr\.json$/.test(key) && unpacksTo(bytes) > most)
    throw new Failure("damaged", `${join(path, key)} claims to unpack to more than a chunk of ${path} holds; it is not read.`, {
      path: join(path, key),
    });
}

/** How long a Blosc or gzip file says it is when unpacked; 0 for other bytes. */
function unpacksTo(bytes: Uint8Array): number {
  if (bytes.length < 18) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint16(0) === 0x1f8b) return view.getUint32(bytes.length - 4, true);
  const blosc = bytes[0] === 2 && view.getUint32(12, true) === bytes.length;
  return blosc ? view.getUint32(4, true) : 0;
}

function isLength(n: number): boolean {
  return Number.isSafeInteger(n) && n > 0;
}

function numbers(values: unknown, factor: number, offset: number, path: string): Float32Array {
  if (!ArrayBuffer.isView(values) || values instanceof DataView || values instanceof BigInt64Array || values instanceof BigUint64Array) {
    throw new Failure("unsupported", `${path} holds values that are no plain numbers of up to 32 bits, or 64-bit floats.`, { path });
  }
  const source = values as unknown as ArrayLike<number>;
  const result = new Float32Array(source.length);
  for (let i = 0; i < result.length; i++) result[i] = (source[i] as number) * factor + offset;
  return result;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
