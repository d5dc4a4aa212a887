import { Failure } from "#contract/failure";

interface FormatWords {
  readonly label: string;
  /** What it is and who opens it, one sentence. */
  readonly help: string;
}

/** Formats that a study is exported to. CSV tables, their data package and methods.md are always written. */
export const exportFormats = {
  csv: {
    label: "CSV tables",
    help: "Tables for any program, with a data package that tells columns and units, and methods.md for the paper.",
  },
  parquet: {
    label: "Parquet",
    help: "Positions, neurons and traces as typed tables: pandas, polars, R's arrow, DuckDB. MATLAB reads them too.",
  },
  nwb: {
    label: "NWB",
    help: "Neurodata Without Borders 2: regions, F, ΔF/F0, positions, series and session in one HDF5 file. It needs the session's start.",
  },
  mat: { label: "MATLAB", help: "One .mat file (level 5) for MATLAB, Octave and scipy: positions, F and ΔF/F0 as matrices." },
  json: { label: "JSON", help: "Everything in one text file, for the web and for scripts." },
  napari: { label: "napari", help: "Tracks in voxels, as napari's tracks layer reads them." },
  trackmate: { label: "TrackMate", help: "Spots and tracks as TrackMate XML, for Fiji." },
  zephir: { label: "ZephIR", help: "Annotations and worldlines in HDF5, for ZephIR and its annotator." },
  ctc: { label: "Cell Tracking Challenge", help: "A label image a frame, with the table of tracks." },
} as const satisfies Readonly<Record<string, FormatWords>>;

export type ExportFormat = keyof typeof exportFormats;

/**
 * Formats named in a list such as `csv,nwb`, each once, in the order of `exportFormats`.
 *
 * @throws Failure "invalid-input" naming what is not known
 */
export function formatsIn(list: string): ExportFormat[] {
  const asked = list
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const known = Object.keys(exportFormats);
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined || asked.length === 0)
    throw new Failure("invalid-input", `--format takes ${known.join(", ")}, or several of them with commas, not "${unknown ?? list}".`, {
      flag: "--format",
      value: unknown ?? list,
    });
  // Every name was found among the formats' own.
  return known.filter((name) => asked.includes(name)) as ExportFormat[];
}

const meanings: Readonly<Record<string, string>> = {
  "blobs.csv": "Nuclei found in each frame",
  "tracks.csv": "Positions of each neuron in each frame, edits applied",
  "neurons.csv": "One row a neuron: name, mean place, how often seen",
  "traces.csv": "Activity, one row a neuron and frame",
  "traces-wide.csv": "ΔF/F0, one column a neuron",
  "correlation.csv": "Pearson's r of ΔF/F0, one row a pair of neurons",
  "series.csv": "Series from elsewhere at the frames' times",
  "edits.csv": "What was changed by hand, in order",
  "header.json": "Recording, parameters, model and runs",
  "datapackage.json": "Columns and units of every table (Frictionless)",
  "methods.md": "A paragraph for the paper, from the records",
  "tracks.parquet": "tracks.csv, typed",
  "neurons.parquet": "neurons.csv, typed",
  "traces.parquet": "traces.csv, typed",
  "traces-wide.parquet": "traces-wide.csv, typed",
  "edits.parquet": "edits.csv, typed",
  "correlation.parquet": "correlation.csv, typed",
  "study.nwb": "Neurodata Without Borders 2 (HDF5)",
  "study.mat": "Matrices for MATLAB, Octave and scipy",
  "study.json": "Neurons, positions and traces in one text",
  "napari-tracks.csv": "napari's tracks layer, in voxels",
  "trackmate.xml": "Spots and tracks for TrackMate in Fiji",
  "annotations.h5": "ZephIR's annotations",
  "worldlines.h5": "ZephIR's worldlines: names and colours",
  "metadata.json": "Size of the movie, for ZephIR",
  ctc: "Cell Tracking Challenge: label images and res_track.txt",
};

/** What an exported file is, one line; empty for a file that no export writes. */
export function meaningOfFile(name: string): string {
  return meanings[name] ?? "";
}
