import { Failure } from "#contract/failure";
import type { Series } from "#contract/series";
import { positionSources, type TraceMatrix, type TraceSignal } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks } from "#io/foreign/foreign-tracks";
import { positionFacts, responses } from "#io/nwb/activity";
import { regionTable } from "#io/nwb/regions";
import type { Hdf5File } from "#io/recording/hdf5/library";

const ophys = "/processing/ophys";
/** More values than a study can hold are a slip. */
const most = 200_000_000;

/** Whether an HDF5 file says that it is NWB. */
export function isNwb(file: Hdf5File): boolean {
  return file.attribute("/", "neurodata_type") === "NWBFile";
}

/**
 * Reads a study back out of an NWB file as `writeNwb` writes it: positions, names, activity, series. NWB of other
 * programs has no standard place for positions through time, and is refused.
 *
 * @throws Failure "unsupported" | "damaged" | "empty"
 */
export function readNwb(file: Hdf5File): ForeignTracks {
  const { path } = file;
  const places = `${ophys}/NeuronPositions`;
  const there = file.names(ophys);
  if (!there.includes("NeuronPositions") || !there.includes("ImageSegmentation"))
    throw new Failure(
      "unsupported",
      `${path} is NWB, but holds no positions of neurons through time as NemaTrace writes them (${places}); its regions can be given as a label image.`,
      { path },
    );
  const numbers = listOf(file, `${regionTable}/track`);
  const [frames = 0, neurons = 0] = file.stored(`${places}/data`).shape;
  if (neurons !== numbers.length)
    throw new Failure("damaged", `${path}: ${neurons} neurons have positions, and the table names ${numbers.length}; export it again.`, {
      path,
    });
  const inMetres = file.attribute(`${places}/data`, "unit") === "meters";
  const data = listOf(file, `${places}/data`);
  const sources = there.includes("PositionSources") ? listOf(file, `${ophys}/PositionSources/data`) : null;
  const rows: number[] = [];
  for (let cell = 0; cell < frames * neurons; cell++) if (!Number.isNaN(data[3 * cell]!)) rows.push(cell);
  if (rows.length === 0) throw new Failure("empty", `${path} holds no positions; there is nothing to import.`, { path });
  const table = tracksOf(rows.length);
  rows.forEach((cell, row) => {
    table.t[row] = Math.floor(cell / neurons);
    table.track[row] = numbers[cell % neurons]!;
    table.x[row] = data[3 * cell]!;
    table.y[row] = data[3 * cell + 1]!;
    table.z[row] = data[3 * cell + 2]!;
    table.source[row] = Math.min(positionSources.length - 1, Math.max(0, sources?.[cell] ?? 0));
  });
  for (const { column, at } of positionFacts) {
    const values = there.includes(at) ? listOf(file, `${ophys}/${at}/data`) : null;
    rows.forEach((cell, row) => (table[column][row] = values?.[cell] ?? (column === "confidence" ? 1 : Number.NaN)));
  }
  const called = file.values(`${regionTable}/neuron_name`, most);
  const names = numbers.map((_, i) => (Array.isArray(called) ? String(called[i] ?? "") : ""));
  return {
    format: "NWB",
    table,
    unit: inMetres ? "µm" : "study",
    zFromFirstPlane: false,
    tracked: true,
    names: new Map(numbers.map((track, i): [number, string] => [track, names[i]!]).filter(([, name]) => name !== "")),
    colours: new Map(),
    notes: ["NWB keeps positions that belong to a neuron; points of no track are not in it, and places are kept to float32."],
    traces: tracesIn(file, numbers, names, frames),
    series: [...numericSeries(file), ...labelledSeries(file, timesOf(file, places, frames)[frames - 1] ?? 0)],
  };
}

function tracesIn(file: Hdf5File, numbers: readonly number[], names: readonly string[], frames: number): TraceMatrix | null {
  const first = responses[0]!;
  const at = `${ophys}/${first.at}`;
  if (!isThere(file, at)) return null;
  const rows = listOf(file, `${at}/rois`);
  const signals: Partial<Record<TraceSignal, Float32Array>> = {};
  for (const { signal, at: place } of responses) {
    if (!isThere(file, `${ophys}/${place}`)) continue;
    const data = listOf(file, `${ophys}/${place}/data`);
    if (data.length !== frames * rows.length)
      throw new Failure("damaged", `${file.path}: ${place} is not ${frames} frames × ${rows.length} neurons; export it again.`, {
        path: file.path,
        signal,
      });
    const values = new Float32Array(data.length);
    data.forEach((value, cell) => (values[(cell % rows.length) * frames + Math.floor(cell / rows.length)] = value));
    signals[signal] = values;
  }
  return {
    tracks: Int32Array.from(rows, (row) => numbers[row] ?? -1),
    names: rows.map((row) => names[row] ?? ""),
    frames: Int32Array.from({ length: frames }, (_, t) => t),
    time: timesOf(file, at, frames),
    signals,
  };
}

/** TimeSeries of /acquisition: series of numbers. */
function numericSeries(file: Hdf5File): Series[] {
  return file
    .names("/acquisition")
    .filter((name) => file.attribute(`/acquisition/${name}`, "neurodata_type") === "TimeSeries")
    .map((name) => {
      const at = `/acquisition/${name}`;
      const values = Float64Array.from(listOf(file, `${at}/data`));
      const unit = file.attribute(`${at}/data`, "unit");
      return {
        name,
        unit: typeof unit === "string" && unit !== "unknown" ? unit : "",
        labels: null,
        time: timesOf(file, at, values.length),
        values,
      };
    });
}

/** TimeIntervals with a label: series of words, each of which holds until it stops. @param end of the recording, s */
function labelledSeries(file: Hdf5File, end: number): Series[] {
  return (file.names("/").includes("intervals") ? file.names("/intervals") : [])
    .filter((name) => file.names(`/intervals/${name}`).includes("label"))
    .map((name) => {
      const at = `/intervals/${name}`;
      const words = file.values(`${at}/label`, most);
      const cells = Array.isArray(words) ? words.map(String) : [];
      const labels = [...new Set(cells)];
      const [start, stop] = [listOf(file, `${at}/start_time`), listOf(file, `${at}/stop_time`)];
      const time: number[] = [];
      const values: number[] = [];
      cells.forEach((word, i) => {
        time.push(start[i]!);
        values.push(labels.indexOf(word));
        const ends = stop[i]!;
        // Where no word follows at once there is none, but behind the recording's end nothing is said. Rates are float32.
        const follows = i + 1 < cells.length ? start[i + 1]! <= ends : ends >= end - 1e-3;
        if (follows || ends <= start[i]!) return;
        time.push(ends);
        values.push(Number.NaN);
      });
      return { name, unit: "", labels, time: Float64Array.from(time), values: Float64Array.from(values) };
    });
}

function timesOf(file: Hdf5File, at: string, count: number): Float64Array {
  if (file.names(at).includes("timestamps")) return Float64Array.from(listOf(file, `${at}/timestamps`));
  const start = Number(file.values(`${at}/starting_time`) ?? 0);
  const rate = Number(file.attribute(`${at}/starting_time`, "rate") ?? 1);
  return Float64Array.from({ length: count }, (_, t) => start + t / rate);
}

function isThere(file: Hdf5File, at: string): boolean {
  const cut = at.lastIndexOf("/");
  return file.names(at.slice(0, cut)).includes(at.slice(cut + 1));
}

/** A dataset's numbers. @throws Failure "damaged" where they are not there */
function listOf(file: Hdf5File, at: string): readonly number[] {
  const values = file.values(at, most);
  if (typeof values === "number") return [values];
  if (Array.isArray(values) && values.every((value) => typeof value === "number")) return values;
  throw new Failure("damaged", `${file.path} has no numbers at ${at}; export it again.`, { path: file.path, dataset: at });
}
