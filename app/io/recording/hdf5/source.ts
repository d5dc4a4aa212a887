import { Failure } from "#contract/failure";
import type { PixelType, RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { type ArrayLayout, arrayLayout, imageBlock, imageOf, spanOf, supposedLayout } from "#io/recording/array-axes";
import { axisNotes } from "#io/recording/hdf5/axis-notes";
import { Hdf5File, checkFilters, damaged } from "#io/recording/hdf5/library";
import { isNwb, nwbImages, nwbSeries } from "#io/recording/hdf5/nwb";
import { type Leaf, datasetsOf, leafOf, onlyImage, pixelTypeOf } from "#io/recording/hdf5/tree";
import { recordingInfoOf } from "#io/recording/info";
import { type Meaning, pageNumbering, plainMeaning } from "#io/recording/meaning";
import { PlaneBuffers, pixelsOf, sampleBytes } from "#io/recording/pixel-buffer";

const mostPlaneBytes = 512 * 1024 * 1024;

/**
 * A recording in an HDF5, NWB or MATLAB 7.3 file. Frames are read when they are asked for.
 *
 * @throws Failure "damaged" | "unsupported" | "wrong-axes" | "invalid-input" | "empty" | "out-of-range"
 */
export async function openHdf5(path: string, bytes: number, settings: RecordingSettings): Promise<FrameSource> {
  const file = await Hdf5File.open(path);
  try {
    const { leaf, known } = chosen(file, settings.dataset);
    const { stored } = leaf;
    const dtype = readable(file, leaf);
    const { said, layout } = meaningOf(file, leaf, settings.axes);
    const plane = { y: layout.y, x: layout.x };
    if (stored.shape.includes(0))
      throw new Failure("empty", `${path}: ${leaf.path} holds no frames (an axis of length 0); export it again.`, { path });
    if (plane.y * plane.x * sampleBytes[dtype] > mostPlaneBytes)
      throw new Failure(
        "out-of-range",
        `${path} claims planes of ${plane.y} × ${plane.x} pixels, more than can be read; crop the recording.`,
        { path },
      );
    const dataset = { path: leaf.path, known: known || settings.dataset !== null };
    const info = recordingInfoOf({ path, bytes }, { ...plane, dtype }, { ...said, dataset }, settings);
    const buffers = new PlaneBuffers(path, info.shape, dtype);
    const span = spanOf(layout, stored.shape, stored.chunks, sampleBytes[dtype]);
    const held = { key: "", values: pixelsOf(new ArrayBuffer(0), dtype, 0) };
    return {
      info,
      read: (t, c, z) =>
        buffers.read(t, c, z, async (into) => {
          const at = { t, c, z };
          const block = imageBlock(layout, at, span, stored.shape);
          const key = block.offset.join();
          if (held.key !== key) {
            const length = block.count.reduce((product, size) => product * size, 1);
            held.key = "";
            const view = file.block(leaf.path, block.offset, block.count, length * sampleBytes[dtype]);
            if (held.values.length !== length) held.values = pixelsOf(new ArrayBuffer(view.byteLength), dtype, length);
            new Uint8Array(held.values.buffer).set(view);
            held.key = key;
          }
          imageOf(layout, block, held.values, at, pixelsOf(into.buffer as ArrayBuffer, dtype, plane.y * plane.x));
        }),
      close: async () => file.close(),
    };
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}

/** The datasets of a file, for a person to choose from. */
export async function hdf5Datasets(path: string): Promise<Leaf[]> {
  const file = await Hdf5File.open(path);
  try {
    return datasetsOf(file);
  } finally {
    file.close();
  }
}

function chosen(file: Hdf5File, wanted: string | null): { readonly leaf: Leaf; readonly known: boolean } {
  if (wanted !== null) {
    const path = wanted.startsWith("/") ? wanted : `/${wanted}`;
    if (file.kind(path) === "dataset") return { leaf: leafOf(file, path), known: true };
    throw new Failure("invalid-input", `${file.path} has no array "${wanted}"; nematrace info lists those it has.`, {
      path: file.path,
      dataset: wanted,
    });
  }
  const only = onlyImage(isNwb(file) ? nwbImages(file) : datasetsOf(file));
  if (only) return only;
  throw new Failure("empty", `${file.path} holds no array that could be images (at least two axes of 8 or more grey levels).`, {
    path: file.path,
  });
}

function readable(file: Hdf5File, { path, stored }: Leaf): PixelType {
  const dtype = pixelTypeOf(stored);
  const facts = { path: file.path, dataset: path, dtype: stored.type };
  if (!dtype)
    throw new Failure("unsupported", `${file.path} stores ${path} as "${stored.type}"; save it as 8-, 16- or 32-bit grey levels.`, facts);
  if (stored.shape.length < 2)
    throw new Failure("wrong-axes", `${path} of ${file.path} has ${stored.shape.length} axes and is no image.`, facts);
  if (stored.virtual)
    throw new Failure("unsupported", `${path} of ${file.path} is put together from other files; copy it into one file (h5repack).`, facts);
  if (stored.shape.some((length) => !Number.isSafeInteger(length) || length < 0)) throw damaged(file.path, `${path} has impossible axes`);
  checkFilters(file.path, path, stored.filters);
  return dtype;
}

function meaningOf(file: Hdf5File, leaf: Leaf, axes: string | null): { readonly said: Meaning; readonly layout: ArrayLayout } {
  const { shape } = leaf.stored;
  const series = isNwb(file) ? nwbSeries(file, leaf.path) : null;
  const matlab = file.attribute(leaf.path, "MATLAB_class") !== null;
  const notes = axisNotes(file, leaf.path);
  // MATLAB writes the axes of an array in reverse.
  const image = matlab || series ? "xy" : "yx";
  const told = axes ?? series?.axes ?? notes.axes;
  const layout = told === null ? supposedLayout(shape, file.path, image) : arrayLayout(told, shape, file.path, image);
  const { sizes } = layout;
  const planes = sizes.t * sizes.c * sizes.z;
  const axesKnown = told !== null || planes === 1;
  const [z, y, x] = notes.size ?? [];
  return {
    layout,
    said: {
      ...plainMeaning(series ? "NWB" : matlab ? "MATLAB 7.3" : "HDF5", planes),
      sizes,
      axesKnown,
      pageOf: pageNumbering(["t", "c", "z"], sizes),
      pixelSize: series?.pixelSize ?? (y !== undefined && x !== undefined ? [y, x] : null),
      zStep: series?.zStep ?? z ?? null,
      interval: series?.interval ?? null,
      times: series?.times ?? null,
      channelNames: series?.channelNames ?? [],
      wavelengths: series?.wavelengths ?? [],
      ...(series && { optics: series.optics }),
      notes: [
        ...(axesKnown
          ? []
          : [
              `The file does not say what the axes of ${leaf.path} (${shape.join(" × ")}) are; they are looked at as ${layout.order.filter((axis) => axis !== "1").join("")}. Say so with the axes, or give others (for example zyx, tcyx, xyt).`,
            ]),
        ...(series && axes === null ? series.notes : []),
      ],
    },
  };
}
