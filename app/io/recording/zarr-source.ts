import { stat } from "node:fs/promises";
import * as zarr from "zarrita";
import { Failure } from "#contract/failure";
import { type PixelType, type RecordingDataset, type RecordingSettings, pixelTypes } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { type ArrayLayout, arrayLayout, imageBlock, imageOf, spanOf, supposedLayout } from "#io/recording/array-axes";
import { accessFailure } from "#io/recording/file";
import { boundCodecs } from "#io/recording/bound-codecs";
import { recordingInfoOf } from "#io/recording/info";
import { micrometresOf, secondsOf } from "#io/recording/length-unit";
import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { openStoredVolumes } from "#io/volume/open";
import type { StoredVolumes } from "#io/volume/stored-volumes";
import { PlaneBuffers, pixelsOf, sampleBytes } from "#io/recording/pixel-buffer";
import { type FolderStore, folderStore } from "#io/zarr/folder-store";
import { inRowOrder } from "#io/zarr/row-order";
import { type ZarrAttributes, imagesIn, isOwnStore, zarrAttributes } from "#io/recording/zarr-attributes";

/** Bytes of one chunk, which is unpacked whole. */
const mostChunkBytes = 256 * 1024 * 1024;

/** Bytes of one plane, and of one decoded stack, beyond which a store is refused or read plane by plane. */
const mostPlaneBytes = 512 * 1024 * 1024;

/**
 * A recording in a Zarr folder: OME-Zarr 0.4 on Zarr v2, 0.5 on Zarr v3, by any program, or a bare array; the full
 * resolution is read. A store written by this program gives its grey levels above background as float32.
 *
 * @throws Failure "unsupported" | "damaged" | "empty" | "wrong-axes" | "out-of-range" | "unreadable" | "invalid-input"
 */
export async function openZarr(path: string, settings: RecordingSettings): Promise<FrameSource> {
  const attributes = await zarrAttributes(path, settings.dataset);
  const array = await openArray(path, attributes.path);
  const stored = checked(path, array);
  const layout = layoutOf(path, array.shape, attributes, settings.axes);
  const plane = { y: layout.y, x: layout.x };
  if (plane.y * plane.x * 8 > mostPlaneBytes * 2)
    throw new Failure(
      "out-of-range",
      `${path} claims planes of ${plane.y} × ${plane.x} pixels, more than can be read; crop the recording.`,
      { path },
    );
  // A store of ours knows which frames are finished and whether their chunks are whole.
  const own = isOwnStore(attributes.root) ? storedPlanes(await openStoredVolumes(path)) : null;
  const dtype: PixelType = own ? "float32" : stored;
  const said = meaningOf(attributes, layout, settings.axes !== null);
  const info = recordingInfoOf({ path, bytes: await bytesOf(path) }, { ...plane, dtype }, said, settings);
  const buffers = new PlaneBuffers(path, info.shape, dtype);
  const span = spanOf(layout, array.shape, array.chunks, sampleBytes[stored]);
  const held: { key: string; values: ArrayLike<number> } = { key: "", values: [] };
  return {
    info,
    read: (t, c, z) =>
      buffers.read(t, c, z, async (into) => {
        const target = pixelsOf(into.buffer as ArrayBuffer, dtype, plane.y * plane.x);
        if (own) {
          target.set(await own(t, c, z));
          return;
        }
        const at = { t, c, z };
        const block = imageBlock(layout, at, span, array.shape);
        const key = block.offset.join();
        if (held.key !== key) {
          held.key = "";
          const selection = block.offset.map((from, i) => zarr.slice(from, from + (block.count[i] ?? 1)));
          const chunk = await zarr.get(array, selection).catch((thrown: unknown) => {
            if (thrown instanceof Failure) throw thrown;
            const reason = thrown instanceof Error ? thrown.message : String(thrown);
            throw new Failure(
              "damaged",
              `${path} could not be read at frame ${t}, channel ${c}, plane ${z} (${reason}); copy or export it again.`,
              { path, frame: t, channel: c, plane: z },
            );
          });
          // Any of the pixel types; they differ in nothing that matters here.
          held.values = inRowOrder(chunk.data as Uint16Array, chunk.shape, chunk.stride);
          held.key = key;
        }
        imageOf(layout, block, held.values, at, target);
      }),
    close: () => Promise.resolve(),
  };
}

/** The images of a folder of several, for a person to choose from; none where the folder is one image itself. */
export async function zarrDatasets(path: string): Promise<RecordingDataset[]> {
  const listed: RecordingDataset[] = [];
  for (const image of await imagesIn(path)) {
    const array = await openArray(path, (await zarrAttributes(path, image)).path);
    listed.push({
      path: image,
      shape: [...array.shape],
      dtype: array.dtype,
      unit: null,
      image: pixelTypes.some((type) => type === array.dtype),
    });
  }
  return listed;
}

type OpenArray = Awaited<ReturnType<typeof openArray>>;

function checked(path: string, array: OpenArray): PixelType {
  if (!Array.isArray(array.shape) || !Array.isArray(array.chunks) || array.shape.length !== array.chunks.length)
    throw new Failure("damaged", `${path} does not say how its array is cut into chunks; export it again.`, { path });
  if (array.shape.includes(0))
    throw new Failure("empty", `${path} holds no frames (an axis of length 0); export it again.`, { path, frames: 0 });
  if (![...array.shape, ...array.chunks].every((length) => Number.isSafeInteger(length) && length > 0))
    throw new Failure("damaged", `${path} has impossible axes (${array.shape.join(" × ")}); export it again.`, { path });
  const stored = pixelTypes.find((type) => type === array.dtype);
  if (!stored)
    throw new Failure("unsupported", `${path} stores pixels as ${array.dtype}; save it as 8-, 16- or 32-bit grey levels.`, {
      path,
      dtype: array.dtype,
    });
  const bytes = array.chunks.reduce((product, length) => product * length, sampleBytes[stored]);
  if (bytes > mostChunkBytes)
    throw new Failure(
      "out-of-range",
      `${path} is stored in chunks of ${Math.round(bytes / 2 ** 20)} MiB, more than can be unpacked; export it in smaller chunks.`,
      { path },
    );
  return stored;
}

function layoutOf(path: string, shape: readonly number[], { axes }: ZarrAttributes, said: string | null): ArrayLayout {
  if (axes.length > 0 && shape.length !== axes.length) {
    throw new Failure("wrong-axes", `${path} names ${axes.length} axes for an array of ${shape.length}; export it again as OME-Zarr.`, {
      path,
      axes: axes.join(""),
    });
  }
  if (said !== null && axes.length > 0) {
    throw new Failure("wrong-axes", `${path} names its own axes (${axes.join(", ")}), which cannot be overridden; leave the axes out.`, {
      path,
      axes: said,
    });
  }
  const letters = said ?? (axes.length > 0 ? axes.join("") : null);
  return letters === null ? supposedLayout(shape, path) : arrayLayout(letters, shape, path);
}

function meaningOf(attributes: ZarrAttributes, { sizes, order }: ArrayLayout, said: boolean): Meaning {
  const { axes, units, scale, translation, channels, wavelengths, virtual, version, root, dataset } = attributes;
  const known = axes.length > 0 || said || sizes.t * sizes.c * sizes.z === 1;
  const along = (axis: string, values: readonly number[] | null, unit: (name: string) => number | null): number | null => {
    const i = axes.indexOf(axis);
    const factor = unit(units[i] ?? "");
    const value = values?.[i];
    return i < 0 || value === undefined || factor === null ? null : value * factor;
  };
  const [y, x, z, t] = [
    along("y", scale, micrometresOf),
    along("x", scale, micrometresOf),
    along("z", scale, micrometresOf),
    along("t", scale, secondsOf),
  ];
  return {
    ...plainMeaning(axes.length > 0 ? `OME-Zarr ${version}` : "Zarr", sizes.t * sizes.c * sizes.z),
    sizes,
    axesKnown: known,
    pageOf: pageNumbering(["t", "c", "z"], sizes),
    pixelSize: y !== null && x !== null && y > 0 && x > 0 ? [y, x] : null,
    zStep: z !== null && z > 0 ? z : null,
    zOrigin: along("z", translation, micrometresOf) ?? 0,
    interval: t !== null && t > 0 ? t : null,
    channelNames: channels,
    wavelengths,
    virtual,
    ...(dataset && { dataset }),
    notes: [
      ...(isOwnStore(root) ? ["Written by NemaTrace: grey levels above background."] : []),
      ...(known
        ? []
        : [
            `The array does not say what its axes are; they are looked at as ${order.filter((axis) => axis !== "1").join("")}. Say so with the axes.`,
          ]),
    ],
  };
}

async function openArray(path: string, array: string): Promise<zarr.Array<zarr.DataType, FolderStore>> {
  boundCodecs();
  try {
    return await zarr.open(zarr.root(await folderStore(path, array, accessFailure)).resolve(array), { kind: "array" });
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure("damaged", `The array ${array} of ${path} could not be opened (${reason}); export it again.`, { path, array });
  }
}

/** Planes of a store of ours: the stack of a frame and channel is unpacked once for all its planes. */
function storedPlanes(volumes: StoredVolumes): (t: number, c: number, z: number) => Promise<Float32Array> {
  let held = "";
  let stack: Float32Array = new Float32Array(0);
  return async (t, c, z) => {
    const plane = volumes.shape[1] * volumes.shape[2];
    const wanted = `${t},${c}`;
    if (held !== wanted) {
      held = "";
      stack = (await volumes.read(t, c)).data;
      held = wanted;
    }
    return stack.subarray(z * plane, (z + 1) * plane);
  };
}

async function bytesOf(path: string): Promise<number> {
  return (await stat(path)).size;
}
