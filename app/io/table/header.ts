import { writeText } from "#io/table/write-sheet";

/** What stands beside a table: what its columns mean and what made it. */
export interface TableHeader {
  /** Column to unit; empty for plain numbers and text. */
  readonly units: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Model that made the voxels, null for measured ones. */
  readonly model: string | null;
  /** Program name and version. */
  readonly software: Readonly<Record<string, string>>;
  /** What else a reader must know, plain sentences. */
  readonly notes?: readonly string[];
}

const meanings: Readonly<Record<string, string>> = {
  t: "frame, from 0",
  time_s: "acquisition time",
  z: "centre, from the recorded plane, positive away from the objective",
  y: "centre, down the image; the first pixel's centre is 0",
  x: "centre, to the right",
  radius: "nucleus radius",
  intensity: "mean in the mask minus local background",
  confidence: "0..1",
  track: "track number; empty where a blob belongs to none",
  source: "auto, human or interpolated",
  name: "neuron name; empty where unnamed",
  f: "brightness less background, bleaching undone where asked for; the parameter readOut says how it was read",
  background: "local background that was subtracted",
  dff: "(F - F0) / F0; empty where missing",
  reference: "reference (red) channel, read as f",
  ratio: "f / reference",
  corrected: "f after motion correction and low-pass: what dff was made of",
  zscore: "dff less its mean, over its standard deviation",
  events: "deconvolved dff: when fluorescence rises; most neurons of C. elegans are graded and fire no spikes",
  error: "standard deviation of dff that its reading leaves",
  z_error: "error of the depth, from how far it scatters between refocusings of the frame turned and mirrored",
  light_error: "scatter of the light between them, as a share of it",
  track_a: "track number of one neuron of the pair",
  name_a: "its name; empty where unnamed",
  track_b: "track number of the other",
  name_b: "its name; empty where unnamed",
  r: "Pearson's correlation of dff over the frames both have",
  common_frames: "how many frames both have",
  filled: "0 read at a found position, 1 at an interpolated position, 2 interpolated in time",
};

/** What a column of our tables means; empty for any other. */
export function meaningOf(column: string): string {
  return meanings[column] ?? "";
}

/** Units of the columns of our tables. @param length unit of lengths, "µm" or "px" */
export function unitsOf(columns: readonly string[], length: string): Record<string, string> {
  const grey = "grey level";
  const known: Record<string, string> = {
    t: "frame",
    time_s: "s",
    z: length,
    y: length,
    x: length,
    z_error: length,
    radius: length,
    intensity: grey,
    f: grey,
    background: grey,
    reference: grey,
    corrected: grey,
  };
  return Object.fromEntries(columns.map((column) => [column, known[column] ?? ""]));
}

/** Writes the header of `table.csv` beside it as `table.json`. @throws Failure "read-only" | "disk-full" | "unreadable" */
export async function writeHeader(table: string, header: TableHeader): Promise<void> {
  const columns = Object.entries(header.units).map(([name, unit]) => ({ name, unit, meaning: meaningOf(name) }));
  const { units: _, ...rest } = header;
  await writeText(headerPath(table), [`${JSON.stringify({ table: table.replace(/^.*[/\\]/, ""), columns, ...rest }, null, 2)}\n`]);
}

/** `blobs.csv` → `blobs.json`. */
export function headerPath(table: string): string {
  return table.replace(/\.csv$/i, "") + ".json";
}
