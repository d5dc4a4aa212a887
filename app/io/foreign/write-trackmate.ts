import type { TrackTable } from "#contract/table";
import type { Ground } from "#io/foreign/foreign-tracks";
import { trackedRows } from "#io/foreign/tracked-rows";
import { decimal } from "#io/table/csv";
import { writeText } from "#io/table/write-sheet";

/** What TrackMate is told of the movie. */
export interface TrackMateFacts {
  readonly image: { readonly folder: string; readonly name: string };
  readonly program: string;
  /** s between frames; null where unknown. */
  readonly interval: number | null;
  readonly methods: string;
}

const spotFeatures = ["QUALITY", "POSITION_X", "POSITION_Y", "POSITION_Z", "POSITION_T", "FRAME", "RADIUS", "VISIBILITY"] as const;
const dimensions: Readonly<Record<string, string>> = {
  QUALITY: "QUALITY",
  POSITION_T: "TIME",
  FRAME: "NONE",
  VISIBILITY: "NONE",
  RADIUS: "LENGTH",
};

/**
 * Writes spots and tracks as TrackMate 7 does (Ershov et al. 2022, doi:10.1038/s41592-022-01507-1): lengths in the
 * study's unit, z from the first plane. A track of a single position has no edge, and is a spot alone.
 *
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeTrackMate(
  path: string,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  ground: Ground,
  facts: TrackMateFacts,
): Promise<void> {
  await writeText(path, document(tracks, names, ground, facts));
}

function* document(tracks: TrackTable, names: ReadonlyMap<number, string>, ground: Ground, facts: TrackMateFacts): Generator<string> {
  const rows = trackedRows(tracks);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<TrackMate version="7.11.1">\n`;
  yield `  <Log>${escaped(`${facts.program}\n${facts.methods}`)}</Log>\n`;
  yield `  <Model spatialunits="${ground.unit === "µm" ? "micron" : "pixel"}" timeunits="${facts.interval === null ? "frame" : "sec"}">\n`;
  yield declarations();
  yield* spots(tracks, rows, ground, facts.interval ?? 1);
  yield* links(tracks, rows, names);
  yield `  </Model>\n${settings(ground, facts)}  <GUIState state="ConfigureViews" />\n</TrackMate>\n`;
}

function declarations(): string {
  const features = spotFeatures.map(
    (feature) =>
      `        <Feature feature="${feature}" name="${feature}" shortname="${feature}" dimension="${dimensions[feature] ?? "POSITION"}" isint="${feature === "FRAME" || feature === "VISIBILITY"}" />\n`,
  );
  const edge = (name: string) => `        <Feature feature="${name}" name="${name}" shortname="${name}" dimension="NONE" isint="true" />\n`;
  return [
    "    <FeatureDeclarations>\n      <SpotFeatures>\n",
    ...features,
    "      </SpotFeatures>\n      <EdgeFeatures>\n",
    edge("SPOT_SOURCE_ID"),
    edge("SPOT_TARGET_ID"),
    "      </EdgeFeatures>\n      <TrackFeatures>\n",
    edge("TRACK_ID"),
    "      </TrackFeatures>\n    </FeatureDeclarations>\n",
  ].join("");
}

function* spots(tracks: TrackTable, rows: readonly number[], { origin }: Ground, interval: number): Generator<string> {
  yield `    <AllSpots nspots="${rows.length}">\n`;
  const inTime = [...rows].sort((a, b) => tracks.t[a]! - tracks.t[b]!);
  let frame = -1;
  for (const row of inTime) {
    const t = tracks.t[row]!;
    if (t !== frame) yield `${frame < 0 ? "" : "      </SpotsInFrame>\n"}      <SpotsInFrame frame="${t}">\n`;
    frame = t;
    const place = `POSITION_X="${text(tracks.x[row]!)}" POSITION_Y="${text(tracks.y[row]!)}" POSITION_Z="${text(tracks.z[row]! - origin[0])}"`;
    const radius = Number.isFinite(tracks.radius[row]!) ? text(tracks.radius[row]!) : "1";
    yield `        <Spot ID="${row}" name="ID${row}" QUALITY="${text(tracks.confidence[row]!)}" ${place} POSITION_T="${text(t * interval)}" FRAME="${t}" RADIUS="${radius}" VISIBILITY="1" />\n`;
  }
  yield `${frame < 0 ? "" : "      </SpotsInFrame>\n"}    </AllSpots>\n`;
}

function* links({ track }: TrackTable, rows: readonly number[], names: ReadonlyMap<number, string>): Generator<string> {
  const linked: number[] = [];
  yield "    <AllTracks>\n";
  for (let i = 1; i < rows.length; i++) {
    const [from, to] = [rows[i - 1]!, rows[i]!];
    const number = track[to]!;
    if (track[from] !== number) continue;
    if (linked.at(-1) !== number) {
      if (linked.length > 0) yield "      </Track>\n";
      linked.push(number);
      yield `      <Track name="${escaped(names.get(number) ?? `Track_${number}`)}" TRACK_ID="${number}">\n`;
    }
    yield `        <Edge SPOT_SOURCE_ID="${from}" SPOT_TARGET_ID="${to}" />\n`;
  }
  yield `${linked.length > 0 ? "      </Track>\n" : ""}    </AllTracks>\n    <FilteredTracks>\n`;
  for (const number of linked) yield `      <TrackID TRACK_ID="${number}" />\n`;
  yield "    </FilteredTracks>\n";
}

function settings({ shape, voxel, frames }: Ground, { image, interval }: TrackMateFacts): string {
  const size = `width="${shape[2]}" height="${shape[1]}" nslices="${shape[0]}" nframes="${frames}"`;
  const pitch = `pixelwidth="${voxel[2]}" pixelheight="${voxel[1]}" voxeldepth="${voxel[0]}" timeinterval="${interval ?? 1}"`;
  const bounds = `xstart="0" xend="${shape[2] - 1}" ystart="0" yend="${shape[1] - 1}" zstart="0" zend="${shape[0] - 1}" tstart="0" tend="${frames - 1}"`;
  return [
    "  <Settings>\n",
    `    <ImageData filename="${escaped(image.name)}" folder="${escaped(image.folder)}" ${size} ${pitch} />\n`,
    `    <BasicSettings ${bounds} />\n`,
    `    <DetectorSettings DETECTOR_NAME="MANUAL_DETECTOR" RADIUS="1.0" />\n`,
    `    <InitialSpotFilter feature="QUALITY" value="0.0" isabove="true" />\n    <SpotFilterCollection />\n`,
    `    <TrackerSettings TRACKER_NAME="MANUAL_TRACKER" />\n    <TrackFilterCollection />\n`,
    "    <AnalyzerCollection>\n      <SpotAnalyzers />\n      <EdgeAnalyzers />\n      <TrackAnalyzers />\n    </AnalyzerCollection>\n",
    "  </Settings>\n",
  ].join("");
}

function text(value: number): string {
  return decimal(value, 4) || "0";
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
