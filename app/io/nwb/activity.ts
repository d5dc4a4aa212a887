import type { TraceMatrix, TraceSignal } from "#contract/table";
import type { NwbContents } from "#io/nwb/contents";
import { clockOf, typed, writeTimeSeries } from "#io/nwb/core-types";
import { regionTable } from "#io/nwb/regions";
import type { Hdf5Writer } from "#io/recording/hdf5/writer";

const ophys = "/processing/ophys";

/** Which signal lies where below `/processing/ophys`, and what is said of it. */
export const responses: readonly {
  readonly signal: TraceSignal;
  readonly at: string;
  readonly description: string;
  readonly unit: string;
}[] = [
  { signal: "f", at: "Fluorescence/RoiResponseSeries", description: "Fluorescence less background, grey levels.", unit: "a.u." },
  { signal: "background", at: "Fluorescence/Background", description: "Background that was subtracted, grey levels.", unit: "a.u." },
  {
    signal: "reference",
    at: "Fluorescence/Reference",
    description: "Reference (red) channel, read as the fluorescence, grey levels.",
    unit: "a.u.",
  },
  { signal: "ratio", at: "Fluorescence/Ratio", description: "Fluorescence over the reference channel.", unit: "dimensionless" },
  {
    signal: "corrected",
    at: "Fluorescence/Corrected",
    description: "Fluorescence after motion correction and low-pass, grey levels.",
    unit: "a.u.",
  },
  { signal: "dff", at: "DfOverF/RoiResponseSeries", description: "(F - F0) / F0.", unit: "dimensionless" },
  {
    signal: "error",
    at: "DfOverF/Error",
    description: "Standard deviation of (F - F0) / F0 that its reading leaves.",
    unit: "dimensionless",
  },
  {
    signal: "light_error",
    at: "Fluorescence/RefocusingError",
    description: "Standard deviation of the light between refocusings of the frame turned and mirrored, as a share of it.",
    unit: "dimensionless",
  },
  {
    signal: "z_error",
    at: "Fluorescence/DepthError",
    description: "Error of the depth, from how far it scatters between refocusings of the frame turned and mirrored, micrometres.",
    unit: "micrometers",
  },
  {
    signal: "zscore",
    at: "DfOverF/ZScore",
    description: "(F - F0) / F0 less its mean, over its standard deviation.",
    unit: "dimensionless",
  },
  {
    signal: "events",
    at: "DfOverF/Events",
    description: "Deconvolved (F - F0) / F0; most neurons of C. elegans are graded and fire no spikes.",
    unit: "dimensionless",
  },
  {
    signal: "filled",
    at: "DfOverF/Filled",
    description: "0 read at a found position, 1 at an interpolated position, 2 interpolated in time.",
    unit: "dimensionless",
  },
];

/** What is known of each position besides its place, a series each. */
export const positionFacts = [
  { column: "radius", at: "NeuronRadii", description: "Radius of each nucleus in each frame", unit: "length" },
  { column: "intensity", at: "NeuronIntensities", description: "Mean of each nucleus less its surroundings, grey levels", unit: "a.u." },
  { column: "confidence", at: "PositionConfidence", description: "How sure each position is, 0 to 1", unit: "n.a." },
] as const;

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
  file.group(`${ophys}/DfOverF`, typed("DfOverF"));
  for (const { signal, at, description, unit } of responses) write(signal, `${ophys}/${at}`, description, unit);
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
  const length = unit === "µm" ? { unit: "meters", conversion: 1e-6 } : { unit: "pixels", conversion: 1 };
  const order = "Columns are the rows of the table of neurons.";
  writeTimeSeries(
    file,
    `${ophys}/NeuronPositions`,
    {
      type: "TimeSeries",
      description: `Place of each neuron in each frame, [time, neuron, (x, y, z)]. ${order}`,
      comments: `NaN where a neuron was not found.${virtual === null ? "" : ` z is virtual. ${virtual}`}`,
      ...length,
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
  for (const { column: name, at, description, unit: one } of positionFacts) {
    const values = new Float32Array(times.length * neurons.length).fill(Number.NaN);
    tracks.track.forEach((track, row) => {
      const i = column.get(track);
      if (i !== undefined && tracks.t[row]! < times.length) values[tracks.t[row]! * neurons.length + i] = tracks[name][row]!;
    });
    writeTimeSeries(
      file,
      `${ophys}/${at}`,
      {
        type: "TimeSeries",
        description: `${description}, [time, neuron]. ${order}`,
        comments: "NaN where a neuron was not found.",
        ...(one === "length" ? length : { unit: one }),
      },
      values,
      [times.length, neurons.length],
      clock,
    );
  }
}
