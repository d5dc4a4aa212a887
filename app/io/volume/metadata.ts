import { programVersion } from "#contract/version";
import { checksum } from "#io/volume/checksum";
import { levelsOf, omeUnit, type Level, type VolumeSpec } from "#io/volume/spec";

/** Version of the layout below the OME-Zarr surface: frame markers and the attribute `nematrace`. */
export const storeFormat = 1;

const colours = { activity: "00FF00", reference: "FF0000", other: "FFFFFF" } as const;

/** Every metadata file of a store by its path inside it: OME-Zarr 0.4 on Zarr v2. */
export function metadataFiles(spec: VolumeSpec, name: string): Map<string, string> {
  const files = new Map<string, unknown>([
    [".zgroup", { zarr_format: 2 }],
    [".zattrs", groupAttributes(spec, name)],
  ]);
  levelsOf(spec).forEach((level, n) => {
    files.set(`${n}/.zarray`, arrayHeader(spec, level));
    files.set(`${n}/.zattrs`, arrayAttributes(spec));
  });
  return new Map(Array.from(files, ([path, value]) => [path, metadataText(value)]));
}

/** A metadata file's text. */
export function metadataText(value: unknown): string {
  return `${ascii(JSON.stringify(value, null, 2))}\n`;
}

/** Checksum of a spec, kept beside it, so that one that was altered is told before voxels are scaled by it. */
export function specSeal(spec: unknown): number {
  return checksum(Buffer.from(JSON.stringify(spec)));
}

/** zarr-python reads metadata as ASCII, so other characters are escaped. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The five axes of every image here, with their units. */
export function imageAxes(spec: VolumeSpec): unknown {
  const unit = omeUnit(spec.unit);
  const space = (axis: string) => ({ name: axis, type: "space", ...(unit === undefined ? {} : { unit }) });
  return [
    { name: "t", type: "time", ...(spec.interval === null ? {} : { unit: "second" }) },
    { name: "c", type: "channel" },
    space("z"),
    space("y"),
    space("x"),
  ];
}

/** Each resolution's folder and grid. */
export function imageDatasets(spec: VolumeSpec): unknown {
  const interval = spec.interval ?? 1;
  return levelsOf(spec).map((level, n) => ({
    path: String(n),
    coordinateTransformations: [
      { type: "scale", scale: [interval, 1, spec.voxel[0] * level.skip, spec.voxel[1] * level.shrink, spec.voxel[2] * level.shrink] },
      {
        type: "translation",
        translation: [
          spec.firstFrame * interval,
          0,
          spec.origin[0],
          spec.origin[1] + (spec.voxel[1] * (level.shrink - 1)) / 2,
          spec.origin[2] + (spec.voxel[2] * (level.shrink - 1)) / 2,
        ],
      },
    ],
  }));
}

function groupAttributes(spec: VolumeSpec, name: string): unknown {
  return {
    multiscales: [{ version: "0.4", name, type: "mean of 2×2", axes: imageAxes(spec), datasets: imageDatasets(spec) }],
    omero: {
      channels: spec.channels.map((channel) => ({
        label: channel.name,
        color: colours[channel.role],
        active: true,
        coefficient: 1,
        family: "linear",
        inverted: false,
        window: windowOf(spec, channel.window),
      })),
      rdefs: { model: spec.channels.length > 1 ? "color" : "greyscale", defaultT: 0, defaultZ: Math.floor(spec.shape[0] / 2) },
    },
    ...(spec.virtual === null ? {} : { virtual: spec.virtual }),
    nematrace: {
      format: storeFormat,
      program: programVersion,
      value: "stored × scale + offset, grey levels above background",
      spec,
      seal: specSeal(spec),
    },
  };
}

/** Display window in stored units. */
function windowOf(spec: VolumeSpec, [low, high]: readonly [number, number]): { start: number; end: number; min: number; max: number } {
  const stored = (value: number) => Math.round((value - spec.offset) / spec.scale);
  if (spec.dtype === "float32") return { start: low, end: high, min: Math.min(low, 0), max: high };
  return { start: Math.max(stored(low), 0), end: Math.min(stored(high), 65535), min: 0, max: 65535 };
}

function arrayHeader(spec: VolumeSpec, level: Level): unknown {
  return {
    zarr_format: 2,
    shape: [spec.frames, spec.channels.length, ...level.shape],
    chunks: [1, 1, ...level.chunk],
    dtype: spec.dtype === "uint16" ? "<u2" : "<f4",
    compressor: compressorOf(spec),
    fill_value: spec.dtype === "uint16" ? Math.round(-spec.offset / spec.scale) : 0,
    order: "C",
    filters: null,
    dimension_separator: "/",
  };
}

/** Scale and offset by the names of the CF conventions, which xarray and others apply by themselves. */
function arrayAttributes(spec: VolumeSpec): unknown {
  return {
    _ARRAY_DIMENSIONS: ["t", "c", "z", "y", "x"],
    scale_factor: spec.scale,
    add_offset: spec.offset,
    units: "grey level above background",
  };
}

/** Blosc as numcodecs names it; null where chunks are raw. */
export function compressorOf(
  spec: Pick<VolumeSpec, "compression">,
): { id: "blosc"; cname: string; clevel: number; shuffle: number; blocksize: number } | null {
  if (spec.compression === "none") return null;
  return { id: "blosc", cname: spec.compression, clevel: spec.compression === "lz4" ? 3 : 1, shuffle: 2, blocksize: 0 };
}
