import { Failure } from "#contract/failure";
import type { Progress, VolumeSource } from "#contract/source";
import { positionSources, type TrackTable } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";
import { type AnnotatedFrames, planVisits, thumbnail, type Thumbnail } from "#core/propagate/likeness";
import { type Anchors, type PlacedFrame, Propagation } from "#core/propagate/propagation";

export interface PropagateOptions {
  /** Channel whose frames are compared. */
  readonly channel: number;
  /** Radius of a nucleus, µm. */
  readonly radius: number;
  /** Reference frames besides the annotated ones; null chooses by the length of the movie. */
  readonly references: number | null;
}

/** Reference frames asked in every frame. */
const parents = 3;

/**
 * Carries annotated neurons through a movie.
 *
 * @param annotations positions with tracks, µm; all are kept as they are
 * @returns           a row a neuron and frame, by frame; neurons that leave the field have none there
 * @throws            Failure "out-of-range" for annotations outside the movie, AbortError
 */
export async function* propagateTracks(
  source: VolumeSource,
  annotations: TrackTable,
  { channel, radius, references }: PropagateOptions,
  signal: AbortSignal,
): AsyncGenerator<Progress, TrackTable> {
  const tracks = [...new Set(annotations.track)].filter((track) => track >= 0).sort((a, b) => a - b);
  const anchors = anchorsOf(source, annotations, tracks);
  const total = 2 * source.frames;
  const thumbnails: Thumbnail[] = [];
  for (let t = 0; t < source.frames; t++) {
    signal.throwIfAborted();
    thumbnails.push(thumbnail((await source.read(t, channel)).data, source.shape));
    yield { done: t + 1, total, message: "comparing frames" };
  }
  const visits = planVisits(thumbnails, annotatedFrames(anchors), { references, parents });
  const [dz, dy, dx] = source.voxel;
  const work = new Propagation(source.shape, tracks.length, { radius: [radius / dz, radius / dy, radius / dx] });
  const placed = new Map<number, PlacedFrame>();
  let before: number | null = null;
  for (const visit of visits) {
    signal.throwIfAborted();
    const { data } = await source.read(visit.t, channel);
    placed.set(visit.t, work.place(visit.t, data, visit.parents, anchors.get(visit.t) ?? new Map()));
    if (before !== null) work.forget(before);
    before = visit.isReference ? null : visit.t;
    yield { done: source.frames + placed.size, total, message: "carrying neurons" };
  }
  return tableOf(source, annotations, tracks, placed, radius);
}

/** Frames with at least half as many places as the fullest one are where all begins; the others are corrections. */
function annotatedFrames(anchors: ReadonlyMap<number, Anchors>): AnnotatedFrames {
  const most = Math.max(...[...anchors.values()].map(({ size }) => size));
  const frames = [...anchors.keys()].sort((a, b) => a - b);
  const isFull = (t: number) => 2 * anchors.get(t)!.size >= most;
  return { roots: frames.filter(isFull), others: frames.filter((t) => !isFull(t)) };
}

/** Annotated places by frame and index of the neuron, in voxels. */
function anchorsOf({ frames, shape, voxel, origin }: VolumeSource, table: TrackTable, tracks: readonly number[]): Map<number, Anchors> {
  const index = new Map(tracks.map((track, i) => [track, i]));
  const anchors = new Map<number, Map<number, [number, number, number]>>();
  for (let row = 0; row < table.t.length; row++) {
    const i = index.get(table.track[row]!);
    if (i === undefined) continue;
    const t = table.t[row]!;
    const place = [table.z[row]!, table.y[row]!, table.x[row]!].map((value, d) => (value - origin[d]!) / voxel[d]!) as [
      number,
      number,
      number,
    ];
    if (shape[0] === 1) place[0] = 0;
    const outside = place.findIndex((value, d) => value < -0.5 || value > shape[d]! - 0.5);
    if (t < 0 || t >= frames || outside >= 0) {
      const what =
        t < 0 || t >= frames
          ? `frame ${t}, and the movie has frames 0 to ${frames - 1}`
          : `a place outside the frames of ${shape[1]}×${shape[2]} pixels`;
      throw new Failure(
        "out-of-range",
        `The annotation of track ${table.track[row]} in row ${row} names ${what}; check the pixel size and the table.`,
        {
          row,
          t,
          frames,
        },
      );
    }
    const own = anchors.get(t) ?? new Map<number, [number, number, number]>();
    own.set(i, place);
    anchors.set(t, own);
  }
  return anchors;
}

function tableOf(
  { shape, voxel, origin }: VolumeSource,
  annotations: TrackTable,
  tracks: readonly number[],
  placed: ReadonlyMap<number, PlacedFrame>,
  radius: number,
): TrackTable {
  const given = new Map<string, number>();
  const anyRow = new Map<number, number>();
  for (let row = 0; row < annotations.t.length; row++) {
    given.set(`${annotations.track[row]}@${annotations.t[row]}`, row);
    anyRow.set(annotations.track[row]!, row);
  }
  const rows: { readonly t: number; readonly i: number }[] = [];
  for (const t of [...placed.keys()].sort((a, b) => a - b)) {
    const { points, confidence } = placed.get(t)!;
    for (let i = 0; i < tracks.length; i++) {
      const isInside = [1, 2].every((d) => points[3 * i + d]! >= -0.5 && points[3 * i + d]! <= shape[d]! - 0.5);
      if (confidence[i]! > 0 && isInside) rows.push({ t, i });
    }
  }
  const table = tracksOf(rows.length);
  rows.forEach(({ t, i }, row) => {
    const { points, confidence } = placed.get(t)!;
    const track = tracks[i]!;
    const own = given.get(`${track}@${t}`);
    const [z, y, x] = [0, 1, 2].map((d) => points[3 * i + d]! * voxel[d]! + origin[d]!) as [number, number, number];
    table.t[row] = t;
    table.z[row] = own !== undefined ? annotations.z[own]! : shape[0] === 1 ? annotations.z[anyRow.get(track)!]! : z;
    table.y[row] = own !== undefined ? annotations.y[own]! : y;
    table.x[row] = own !== undefined ? annotations.x[own]! : x;
    table.radius[row] = radius;
    table.intensity[row] = Number.NaN;
    table.confidence[row] = confidence[i]!;
    table.track[row] = track;
    table.source[row] = positionSources.indexOf(own !== undefined ? "human" : "auto");
  });
  return table;
}
