import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as zarr from "zarrita";
import { Failure } from "#contract/failure";
import { type PixelType, type RecordingSettings, pixelTypes } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { accessFailure } from "#io/recording/file";
import { recordingInfoOf } from "#io/recording/info";
import { micrometresOf, secondsOf } from "#io/recording/length-unit";
import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { openStoredVolumes } from "#io/volume/open";
import type { StoredVolumes } from "#io/volume/stored-volumes";
import { PlaneBuffers, pixelsOf } from "#io/recording/pixel-buffer";
import { type ZarrAttributes, isOwnStore, zarrAttributes } from "#io/recording/zarr-attributes";

/** Bytes of one plane, and of one decoded stack, beyond which a store is refused or read plane by plane. */
const mostPlaneBytes = 512 * 1024 * 1024;

/**
 * A recording in an OME-Zarr folder (0.4 on Zarr v2, 0.5 on Zarr v3); the full resolution is read.
 * A store written by this program gives its grey levels above background as float32.
 *
 * @throws Failure "unsupported" | "damaged" | "empty" | "wrong-axes" | "out-of-range" | "unreadable"
 */
export async function openZarr(path: string, settings: RecordingSettings): Promise<FrameSource> {
  const attributes = await zarrAttributes(path);
  const array = await openArray(path, attributes.path);
  const axes = attributes.axes;
  if (array.shape.length !== axes.length) {
    throw new Failure(
      "wrong-axes",
      `${path} names ${axes.length} axes for an array of ${array.shape.length}; export it again as OME-Zarr.`,
      { path, axes: axes.join("") },
    );
  }
  const size = (axis: string): number => array.shape[axes.indexOf(axis)] ?? 1;
  const sizes = { t: size("t"), c: size("c"), z: size("z") };
  const plane = { y: size("y"), x: size("x") };
  if (array.shape.includes(0))
    throw new Failure("empty", `${path} holds no frames (an axis of length 0); export it again.`, { path, frames: 0 });
  if (plane.y * plane.x * 8 > mostPlaneBytes * 2)
    throw new Failure(
      "out-of-range",
      `${path} claims planes of ${plane.y} × ${plane.x} pixels, more than can be read; crop the recording.`,
      { path },
    );
  const stored = pixelTypes.find((type) => type === array.dtype);
  if (!stored)
    throw new Failure("unsupported", `${path} stores pixels as ${array.dtype}; save it as 8-, 16- or 32-bit grey levels.`, {
      path,
      dtype: array.dtype,
    });
  if (settings.axes !== null) {
    throw new Failure("wrong-axes", `${path} names its own axes (${axes.join(", ")}), which cannot be overridden; leave the axes out.`, {
      path,
      axes: settings.axes,
    });
  }
  // A store of ours knows which frames are finished and whether their chunks are whole.
  const own = isOwnStore(attributes.root) ? storedPlanes(await openStoredVolumes(path)) : null;
  const dtype: PixelType = own ? "float32" : stored;
  const info = recordingInfoOf({ path, bytes: await bytesOf(path) }, { ...plane, dtype }, meaningOf(attributes, sizes), settings);
  const buffers = new PlaneBuffers(path, info.shape, dtype);
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
        const selection = axes.map((axis) => (axis === "t" || axis === "c" || axis === "z" ? at[axis] : null));
        const chunk = await zarr.get(array, selection).catch((thrown: unknown) => {
          const reason = thrown instanceof Error ? thrown.message : String(thrown);
          throw new Failure(
            "damaged",
            `${path} could not be read at frame ${t}, channel ${c}, plane ${z} (${reason}); copy or export it again.`,
            { path, frame: t, channel: c, plane: z },
          );
        });
        target.set(chunk.data as ArrayLike<number>);
      }),
    close: () => Promise.resolve(),
  };
}

function meaningOf(
  { axes, units, scale, translation, channels, wavelengths, virtual, version, root }: ZarrAttributes,
  sizes: Meaning["sizes"],
): Meaning {
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
    ...plainMeaning(`OME-Zarr ${version}`, sizes.t * sizes.c * sizes.z),
    sizes,
    axesKnown: true,
    pageOf: pageNumbering(["t", "c", "z"], sizes),
    pixelSize: y !== null && x !== null && y > 0 && x > 0 ? [y, x] : null,
    zStep: z !== null && z > 0 ? z : null,
    zOrigin: along("z", translation, micrometresOf) ?? 0,
    interval: t !== null && t > 0 ? t : null,
    channelNames: channels,
    wavelengths,
    virtual,
    notes: isOwnStore(root) ? ["Written by NemaTrace: grey levels above background."] : [],
  };
}

async function openArray(path: string, array: string): Promise<zarr.Array<zarr.DataType, ReturnType<typeof folderStore>>> {
  try {
    return await zarr.open(zarr.root(folderStore(path)).resolve(array), { kind: "array" });
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure("damaged", `The array ${array} of ${path} could not be opened (${reason}); export it again.`, { path, array });
  }
}

/** The files of a folder by their keys, for zarrita. */
function folderStore(path: string) {
  return {
    async get(key: string): Promise<Uint8Array | undefined> {
      try {
        return new Uint8Array(await readFile(join(path, key.slice(1))));
      } catch (thrown) {
        if (thrown instanceof Error && "code" in thrown && (thrown.code === "ENOENT" || thrown.code === "ENOTDIR")) return undefined;
        throw accessFailure(join(path, key.slice(1)), thrown);
      }
    },
  };
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
