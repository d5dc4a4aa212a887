import type { Edit } from "#contract/edit";
import type { LinkParameters } from "#contract/parameters";
import { type BlobTable, positionSources, type TrackTable } from "#contract/table";
import { broughtBack, gatherConstellation } from "#core/link/constellation";
import { type Constraints, constraintsOf } from "#core/link/constraints";
import { fillGaps, type Path } from "#core/link/fill-gaps";
import { type Anchor, follow } from "#core/link/follow";
import { linkFrameToFrame } from "#core/link/frame-to-frame";
import { type Points, pointsOf } from "#core/link/points";
import { concatTracks, rowsByFrame, selectRows, tracksOf } from "#core/link/table-ops";

/**
 * Follows neurons through time: every blob is given the track it belongs to.
 *
 * The constellation method gathers the arrangement of neurons from all frames and matches every frame to
 * it; LAP links frame to frame. Edits that move or remove positions are constraints; the numbering of
 * tracks does not depend on edits.
 *
 * @param blobs      blobs of all frames, µm, any order
 * @param frames     number of frames in the movie
 * @param parameters reach in µm, longest gap in frames, least presence in % of frames
 * @param edits      the curator's log, without what was undone
 * @returns          the blobs in their order (track −1 where they belong to none), then positions set by a
 *                   human where no blob was, then interpolated positions
 */
export function linkBlobs(blobs: BlobTable, frames: number, parameters: LinkParameters, edits: readonly Edit[]): TrackTable {
  const rows = rowsByFrame(blobs, frames);
  const points = rows.map((list) => pointsOf(blobs, list));
  const constraints = constraintsOf(edits);
  const table: TrackTable = {
    ...selectRows(blobs, Array.from(blobs.t.keys())),
    track: new Int32Array(blobs.t.length).fill(-1),
    source: new Uint8Array(blobs.t.length),
  };
  const paths =
    parameters.method === "lap" ? framePaths(points, rows, parameters) : constellationPaths(points, rows, parameters, constraints);

  const least = (parameters.minLength / 100) * frames;
  const added: TrackTable[] = [];
  for (const path of paths) {
    const seen = path.row.reduce((sum, row) => sum + (row >= 0 ? 1 : 0), 0);
    const set = path.human.size;
    if (set === 0 && (seen === 0 || seen < least)) continue;
    path.row.forEach((row, t) => {
      if (row < 0) return;
      table.track[row] = path.track;
      table.confidence[row] = table.confidence[row]! * path.confidence[t]!;
    });
    for (const [t, place] of path.human) added.push(humanRow(table, path, t, place));
    added.push(fillGaps(table, path, parameters.maxGap));
  }
  return concatTracks([table, ...added.filter((part) => part.t.length > 0)]);
}

function constellationPaths(
  points: readonly Points[],
  rows: readonly number[][],
  parameters: LinkParameters,
  constraints: Constraints,
): Path[] {
  const options = { reach: parameters.reach };
  const share = Math.max(0.1, 0.6 * (parameters.minLength / 100));
  const constellation = gatherConstellation(points, share, options);
  let home = constellation.points;
  const numbers = Array.from({ length: home.length / 3 }, (_, i) => i);
  const news = [...constraints.placed].filter(([track, { t }]) => track >= numbers.length && t >= 0 && t < points.length);
  if (news.length > 0) {
    const followed = follow(home, points, constellation.origin, new Map(), options);
    const places = news.map(([track, { t, place }]) => {
      numbers.push(track);
      const back = broughtBack(home, Float64Array.from([...points[t]!, ...place]), followed[t]!);
      return back.subarray(back.length - 3);
    });
    home = Float64Array.from([...home, ...places.flatMap((place) => [...place])]);
  }
  const pointOf = new Map(numbers.map((track, point) => [track, point]));
  const anchors = new Map<number, Anchor[]>();
  for (const [t, list] of constraints.anchors) {
    anchors.set(
      t,
      list.flatMap(({ point, place }) => (pointOf.has(point) ? [{ point: pointOf.get(point)!, place }] : [])),
    );
  }
  const followed = follow(home, points, constellation.origin, anchors, options);
  return numbers.map((track, point) => {
    const human = new Map<number, readonly [number, number, number]>();
    const absent = new Set<number>();
    for (const [t, list] of anchors) {
      for (const anchor of list) {
        if (anchor.point !== point || t < 0 || t >= points.length) continue;
        if (anchor.place === null) absent.add(t);
        else human.set(t, anchor.place);
      }
    }
    return {
      track,
      row: Int32Array.from(followed, (frame, t) => (frame.match[point]! >= 0 ? rows[t]![frame.match[point]!]! : -1)),
      confidence: Float64Array.from(followed, (frame) => frame.confidence[point]!),
      place: followed.map((frame) => [frame.estimate[3 * point]!, frame.estimate[3 * point + 1]!, frame.estimate[3 * point + 2]!] as const),
      human,
      absent,
    };
  });
}

function framePaths(points: readonly Points[], rows: readonly number[][], parameters: LinkParameters): Path[] {
  const paths = new Map<number, Path>();
  linkFrameToFrame(points, parameters.reach, parameters.maxGap).forEach((labels, t) => {
    labels.forEach((track, j) => {
      let path = paths.get(track);
      if (path === undefined) {
        path = {
          track,
          row: new Int32Array(points.length).fill(-1),
          confidence: new Float64Array(points.length),
          place: null,
          human: new Map(),
          absent: new Set(),
        };
        paths.set(track, path);
      }
      path.row[t] = rows[t]![j]!;
      path.confidence[t] = 1;
    });
  });
  return [...paths.values()];
}

/** A position that a human set: the blob there is moved and marked, else a new row is made. */
function humanRow(table: TrackTable, path: Path, t: number, place: readonly [number, number, number]): TrackTable {
  const human = positionSources.indexOf("human");
  const row = path.row[t]!;
  const part = row >= 0 ? null : tracksOf(1);
  const target = part ?? table;
  const at = row >= 0 ? row : 0;
  target.t[at] = t;
  target.z[at] = place[0];
  target.y[at] = place[1];
  target.x[at] = place[2];
  target.confidence[at] = 1;
  target.track[at] = path.track;
  target.source[at] = human;
  if (part === null) return tracksOf(0);
  part.radius[0] = typicalRadius(table, path);
  part.intensity[0] = Number.NaN;
  return part;
}

function typicalRadius(table: TrackTable, path: Path): number {
  const own = [...path.row].filter((row) => row >= 0).map((row) => table.radius[row]!);
  const all = own.length > 0 ? own : [...table.radius];
  return all.length > 0 ? all.sort((a, b) => a - b)[all.length >> 1]! : 1;
}
