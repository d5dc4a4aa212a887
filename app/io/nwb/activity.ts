import type { TraceMatrix, TraceSignal } from "#contract/table";
import type { NwbContents } from "#io/nwb/contents";
import { clockOf, typed, writeTimeSeries } from "#io/nwb/core-types";
import { regionTable } from "#io/nwb/regions";
import type { Hdf5Writer } from "#io/recording/hdf5/writer";

const ophys = "/processing/ophys";

/**
 * F, ΔF/F0 and what says how far to trust them, and where each neuron was.
 *
 * @param neurons track number of each row of the table of neurons
 */
export function writeActivity(file: Hdf5Writer, contents: NwbContents, neurons: Int32Array): void {
  writePositions(file, contents, neurons);
  const { traces } = contents;
  if (traces === null || traces.tracks.length === 0) return;
  file.group(`${ophys}/Fluorescence`, typed("Fluorescence"));
  const write = response(file, contents, traces, neurons);
  write("f", `${ophys}/Fluorescence/RoiResponseSeries`, "Fluorescence less background, grey levels.", "a.u.");
  write("reference", `${ophys}/Fluorescence/Reference`, "Reference (red) channel, read as the fluorescence, grey levels.", "a.u.");
  file.group(`${ophys}/DfOverF`, typed("DfOverF"));
  write("dff", `${ophys}/DfOverF/RoiResponseSeries`, "(F - F0) / F0.", "dimensionless");
  write("error", `${ophys}/DfOverF/Error`, "Standard deviation of (F - F0) / F0 that its reading leaves.", "dimensionless");
  write(
    "filled",
    `${ophys}/DfOverF/Filled`,
    "0 read at a found position, 1 at an interpolated position, 2 interpolated in time.",
    "dimensionless",
  );
}

function response(file: Hdf5Writer, { virtual }: NwbContents, traces: TraceMatrix, neurons: Int32Array) {
  const clock = clockOf(traces.time);
  const rows = Int32Array.from(traces.tracks, (track) => neurons.indexOf(track));
  const known = [...rows.keys()].filter((i) => rows[i]! >= 0);
  const width = traces.frames.length;
  return (signal: TraceSignal, at: string, description: string, unit: string): void => {
    const values = traces.signals[signal];
    if (values === undefined) return;
    const data = new Float32Array(width * known.length);
    known.forEach((i, column) => {
      for (let t = 0; t < width; t++) data[t * known.length + column] = values[i * width + t]!;
    });
    const comments = `A missing value is NaN.${virtual === null ? "" : ` ${virtual}`}`;
    writeTimeSeries(file, at, { type: "RoiResponseSeries", description, comments, unit }, data, [width, known.length], clock);
    file.dataset(
      `${at}/rois`,
      Int32Array.from(known, (i) => rows[i]!),
      {
        ...typed("DynamicTableRegion", "hdmf-common"),
        description: "rows of the table of neurons",
        table: file.reference(regionTable),
      },
    );
  };
}

/** Place of each neuron in each frame, and who set it. */
function writePositions(file: Hdf5Writer, { tracks, times, unit, virtual }: NwbContents, neurons: Int32Array): void {
  const column = new Map(Array.from(neurons, (track, i) => [track, i]));
  const places = new Float32Array(times.length * neurons.length * 3).fill(Number.NaN);
  const sources = new Int32Array(times.length * neurons.length).fill(-1);
  tracks.track.forEach((track, row) => {
    const at = column.get(track);
    const t = tracks.t[row]!;
    if (at === undefined || t >= times.length) return;
    places.set([tracks.x[row]!, tracks.y[row]!, tracks.z[row]!], (t * neurons.length + at) * 3);
    sources[t * neurons.length + at] = tracks.source[row]!;
  });
  const clock = clockOf(times);
  const order = "Columns are the rows of the table of neurons.";
  writeTimeSeries(
    file,
    `${ophys}/NeuronPositions`,
    {
      type: "TimeSeries",
      description: `Place of each neuron in each frame, [time, neuron, (x, y, z)]. ${order}`,
      comments: `NaN where a neuron was not found.${virtual === null ? "" : ` z is virtual. ${virtual}`}`,
      unit: unit === "µm" ? "meters" : "pixels",
      conversion: unit === "µm" ? 1e-6 : 1,
    },
    places,
    [times.length, neurons.length, 3],
    clock,
  );
  writeTimeSeries(
    file,
    `${ophys}/PositionSources`,
    {
      type: "TimeSeries",
      description: `Who set each position, [time, neuron]: 0 the program, 1 a person, 2 interpolated, -1 none. ${order}`,
      comments: "Edits by hand stand over what the program found.",
      unit: "n.a.",
    },
    sources,
    [times.length, neurons.length],
    clock,
  );
}
