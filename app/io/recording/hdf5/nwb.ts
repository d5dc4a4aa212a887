import { Failure } from "#contract/failure";
import type { RecordingOptics } from "#contract/recording";
import type { Hdf5File, Said } from "#io/recording/hdf5/library";
import { type Leaf, datasetsOf, leafOf } from "#io/recording/hdf5/tree";
import { fromFirst } from "#io/recording/stamps";
import { micrometresOf } from "#io/recording/length-unit";

/** What an NWB file says about one of its image series. */
export interface NwbSeries {
  /** Letters of the dimensions, slowest first. */
  readonly axes: string;
  readonly interval: number | null;
  readonly times: readonly number[] | null;
  /** µm [y, x]. */
  readonly pixelSize: readonly [number, number] | null;
  readonly zStep: number | null;
  readonly channelNames: readonly string[];
  readonly wavelengths: readonly (number | null)[];
  readonly optics: RecordingOptics;
  readonly notes: readonly string[];
}

/** Kinds of series that hold images; the last two are those of whole-brain recordings of worms (ndx-multichannel-volume). */
const seriesTypes = new Set(["TwoPhotonSeries", "OnePhotonSeries", "ImageSeries", "MultiChannelVolumeSeries", "CalciumImageSeries"]);

/** Whether a file calls itself NWB. */
export function isNwb(file: Hdf5File): boolean {
  return file.attribute("/", "nwb_version") !== null;
}

/**
 * The pixels of every image series of an NWB file.
 *
 * @throws Failure "unsupported" where the only series keeps its frames in another file
 */
export function nwbImages(file: Hdf5File): Leaf[] {
  const leaves = datasetsOf(file);
  const series = leaves.filter(
    ({ path }) => path.endsWith("/data") && seriesTypes.has(String(file.attribute(groupOf(path), "neurodata_type"))),
  );
  const inside = series.filter(({ image }) => image);
  if (inside.length > 0) return inside;
  const outside = leaves.find(({ path }) => path.endsWith("/external_file"));
  if (outside) {
    const named = file.values(outside.path);
    const name = Array.isArray(named) ? String(named[0] ?? "") : String(named ?? "");
    throw new Failure("unsupported", `${file.path} keeps its frames in another file (${name}); open that file.`, {
      path: file.path,
      external: name,
    });
  }
  return leaves.filter(({ image }) => image);
}

/** What the series of `dataset` says; null where it is none. */
export function nwbSeries(file: Hdf5File, dataset: string): NwbSeries | null {
  const series = groupOf(dataset);
  const type = String(file.attribute(series, "neurodata_type"));
  if (!dataset.endsWith("/data") || !seriesTypes.has(type)) return null;
  const { shape } = leafOf(file, dataset);
  const plane = ["imaging_plane", "imaging_volume"].map((name) => `${series}/${name}`).find((path) => file.kind(path) === "group");
  const grid = plane ? spacing(file, plane) : null;
  const rate = number(file.attribute(`${series}/starting_time`, "rate")) ?? (plane ? number(file.values(`${plane}/imaging_rate`)) : null);
  const stamps = file.values(`${series}/timestamps`, 10_000_000);
  const times = Array.isArray(stamps) && stamps.length === shape[0] ? fromFirst(stamps as readonly number[]) : null;
  const channels = plane
    ? file.names(plane).filter((name) => file.attribute(`${plane}/${name}`, "neurodata_type") === "OpticalChannel")
    : [];
  const indicator = plane ? text(file.values(`${plane}/indicator`)) : null;
  const count = shape.length === 5 ? (shape[4] ?? 1) : 1;
  const told = channels.length === count ? channels : [];
  return {
    // NWB orders an image's axes x before y.
    axes: ["", "", "xy", "txy", "txyz", "txyzc"][shape.length] ?? "",
    interval: rate !== null && rate > 0 ? 1 / rate : null,
    times,
    pixelSize: grid && grid[0] !== undefined && grid[1] !== undefined ? [grid[1], grid[0]] : null,
    zStep: grid?.[2] ?? null,
    channelNames: count === 1 && indicator ? [indicator] : told,
    wavelengths: told.map((name) => number(file.values(`${plane}/${name}/emission_lambda`))),
    optics: { exposure: number(file.attribute(series, "exposure_time")), numericalAperture: null, objective: null },
    notes: [
      "NWB orders an image x before y, and it is read so; if it comes out lying on its side, give the axes as tyx.",
      ...(Array.isArray(stamps) && times === null ? ["The time stamps do not rise from frame to frame, and are not used."] : []),
    ],
  };
}

/** µm along x, y, z. */
function spacing(file: Hdf5File, plane: string): readonly number[] | null {
  const grid = file.values(`${plane}/grid_spacing`);
  const unit = micrometresOf(String(file.attribute(`${plane}/grid_spacing`, "unit") ?? "meters"));
  if (!Array.isArray(grid) || unit === null) return null;
  const lengths = (grid as readonly unknown[]).map((length) => Number(length) * unit);
  return lengths.every((length) => length > 0 && Number.isFinite(length)) ? lengths.map((length) => Number(length.toPrecision(12))) : null;
}

function groupOf(dataset: string): string {
  return dataset.slice(0, dataset.lastIndexOf("/")) || "/";
}

function number(said: Said): number | null {
  const value = Array.isArray(said) ? said[0] : said;
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

function text(said: Said): string | null {
  return typeof said === "string" && said.trim() !== "" ? said.trim() : null;
}
