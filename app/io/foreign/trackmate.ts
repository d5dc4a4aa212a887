import { readFile } from "node:fs/promises";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Failure } from "#contract/failure";
import { tracksOf } from "#core/link/table-ops";
import type { ForeignTracks, ForeignUnit } from "#io/foreign/foreign-tracks";

type Attributes = Readonly<Record<string, string>>;
interface Tree {
  readonly TrackMate?: {
    readonly Model?: Attributes & {
      readonly AllSpots?: { readonly SpotsInFrame?: readonly { readonly Spot?: readonly Attributes[] }[] };
      readonly AllTracks?: { readonly Track?: readonly (Attributes & { readonly Edge?: readonly Attributes[] })[] };
      readonly FilteredTracks?: { readonly TrackID?: readonly Attributes[] };
    };
  };
}

interface Spot {
  readonly t: number;
  readonly z: number;
  readonly y: number;
  readonly x: number;
  readonly radius: number;
  track: number;
}

const lists = new Set(["SpotsInFrame", "Spot", "Track", "Edge", "TrackID"]);
const units: Readonly<Record<string, ForeignUnit>> = {
  pixel: "voxel",
  pixels: "voxel",
  px: "voxel",
  micron: "µm",
  microns: "µm",
  µm: "µm",
  μm: "µm",
  um: "µm",
  micrometer: "µm",
  micrometre: "µm",
};

/**
 * Reads a TrackMate file (Ershov et al. 2022, doi:10.1038/s41592-022-01507-1): visible spots, and the tracks
 * that passed its filters. A track that divides goes on in its nearest branch; each other branch is a track
 * of its own, because a neuron is in one place at a time.
 *
 * @throws Failure "unreadable" | "unsupported" | "invalid-input" | "empty" with the path
 */
export async function readTrackMate(path: string): Promise<ForeignTracks> {
  const text = await readFile(path, "utf8");
  const whole = XMLValidator.validate(text);
  if (whole !== true)
    throw new Failure("damaged", `${path} is not whole XML (line ${whole.err.line}: ${whole.err.msg}); save it again from TrackMate.`, {
      path,
      line: whole.err.line,
    });
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    isArray: (name) => lists.has(name),
    processEntities: false,
  });
  // Only attributes of TrackMate's own elements are read, each checked where it is used.
  const model = (parser.parse(text) as Tree).TrackMate?.Model;
  if (!model) throw new Failure("unsupported", `${path} is XML, but not a TrackMate file (no TrackMate/Model in it).`, { path });
  const unit = units[(model.spatialunits ?? "pixel").trim().toLowerCase()];
  if (unit === undefined)
    throw new Failure(
      "unsupported",
      `${path} counts lengths in "${model.spatialunits}"; set the image's unit to micron or pixel in TrackMate and save it again.`,
      { path, unit: model.spatialunits ?? "" },
    );
  const spots = new Map<string, Spot>();
  for (const frame of model.AllSpots?.SpotsInFrame ?? [])
    for (const spot of frame.Spot ?? []) if (spot.VISIBILITY !== "0") spots.set(spot.ID ?? "", spotOf(spot, path));
  if (spots.size === 0) throw new Failure("empty", `${path} holds no visible spots; there is nothing to import.`, { path });
  const kept = model.FilteredTracks ? new Set((model.FilteredTracks.TrackID ?? []).map((one) => one.TRACK_ID)) : null;
  const tracks = (model.AllTracks?.Track ?? []).filter((one) => kept === null || kept.has(one.TRACK_ID));
  const names = new Map<number, string>();
  let next = Math.max(-1, ...tracks.map((one) => Number(one.TRACK_ID))) + 1;
  let branches = 0;
  for (const one of tracks) {
    const number = Number(one.TRACK_ID);
    const made = follow(one.Edge ?? [], spots, number, () => next++);
    branches += made;
    if (one.name && !/^Track_\d+$/.test(one.name)) names.set(number, one.name);
  }
  const rows = [...spots.values()].sort((a, b) => a.t - b.t || a.track - b.track);
  const table = tracksOf(rows.length);
  rows.forEach((spot, row) => {
    for (const column of ["t", "z", "y", "x", "radius", "track"] as const) table[column][row] = spot[column];
    table.intensity[row] = Number.NaN;
    table.confidence[row] = 1;
  });
  return {
    format: "TrackMate XML",
    table,
    unit,
    zFromFirstPlane: true,
    tracked: tracks.length > 0,
    names,
    colours: new Map(),
    notes: branches > 0 ? [`Tracks that divide or merge: ${branches} of their branches became tracks of their own.`] : [],
  };
}

function spotOf(spot: Attributes, path: string): Spot {
  const number = (name: string, missing?: number) => {
    const value = spot[name] === undefined ? (missing ?? Number.NaN) : Number(spot[name]);
    if (Number.isFinite(value) || missing !== undefined) return value;
    throw new Failure("invalid-input", `${path}: spot ${spot.ID ?? "?"} has no number for ${name}.`, { path, spot: spot.ID ?? "", name });
  };
  return {
    t: Math.round(number("FRAME")),
    z: number("POSITION_Z", 0),
    y: number("POSITION_Y"),
    x: number("POSITION_X"),
    radius: number("RADIUS", Number.NaN),
    track: -1,
  };
}

/** Walks a track from its beginnings; answers how many branches became tracks of their own. */
function follow(edges: readonly Attributes[], spots: ReadonlyMap<string, Spot>, number: number, newNumber: () => number): number {
  const after = new Map<Spot, Spot[]>();
  const into = new Set<Spot>();
  for (const edge of edges) {
    const ends = [spots.get(edge.SPOT_SOURCE_ID ?? ""), spots.get(edge.SPOT_TARGET_ID ?? "")];
    const [from, to] = ends.filter((spot) => spot !== undefined).sort((a, b) => a.t - b.t);
    if (!from || !to) continue;
    after.set(from, [...(after.get(from) ?? []), to]);
    into.add(to);
  }
  const starts = [...after.keys()].filter((spot) => !into.has(spot)).sort((a, b) => a.t - b.t);
  let extra = 0;
  const queue = starts.map((spot, i) => ({ spot, track: i === 0 ? number : -1 }));
  for (let item = queue.shift(); item; item = queue.shift()) {
    let spot: Spot | undefined = item.spot;
    if (spot.track >= 0) continue;
    const track = item.track >= 0 ? item.track : newNumber();
    if (item.track < 0) extra++;
    while (spot && spot.track < 0) {
      spot.track = track;
      const here: Spot = spot;
      const [nearest, ...others] = (after.get(here) ?? []).sort((a, b) => distance(a, here) - distance(b, here));
      queue.push(...others.map((other) => ({ spot: other, track: -1 })));
      spot = nearest;
    }
  }
  return extra;
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.z - b.z, a.y - b.y, a.x - b.x);
}
