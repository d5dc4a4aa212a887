import { rowsOfFrame, type TrackIndex } from "#renderer/client/track-index.ts";
import type { Marks } from "#renderer/viewers/marks.ts";
import type { Point } from "#renderer/viewers/space/orbit.ts";
import type { SpaceMarks } from "#renderer/viewers/space/space-overlay.ts";

export interface MarkSets {
  readonly main: Marks;
  readonly xz: Marks;
  readonly yz: Marks;
  readonly space: SpaceMarks;
}

/**
 * Neurons of a frame as marks for the three planes and for space.
 *
 * @param depth depth of the slice, µm; null where all depths are seen at once
 * @param cross point the side planes run through, µm [y, x]
 * @param back  frames that their way is followed back
 */
export function marksOf(index: TrackIndex, t: number, depth: number | null, cross: readonly [number, number], back: number): MarkSets {
  const ids = index.columns["track"];
  const all = rowsOfFrame(index, t);
  const rows = ids ? all.filter((row) => (ids[row] as number) >= 0) : all;
  const column = (name: string) => {
    const values = index.columns[name];
    return Float64Array.from(rows, (row) => values?.[row] ?? 0);
  };
  const z = column("z");
  const y = column("y");
  const x = column("x");
  const radius = column("radius");
  const track = Int32Array.from(rows, (row) => ids?.[row] ?? -1);
  const source = Uint8Array.from(column("source"));
  const tails = tailsOf(index, t, back);
  const flat = (v: 0 | 1, u: 1 | 2 | 0) =>
    tails.map(({ track: of, points }) => ({ track: of, points: points.map((point) => [point[v], point[u]] as const) }));
  const away = depth === null ? new Float64Array(rows.length) : z.map((value) => value - depth);
  return {
    main: { track, v: y, u: x, away, radius, source, tails: flat(1, 2) },
    xz: { track, v: z, u: x, away: y.map((value) => value - cross[0]), radius, source, tails: flat(0, 2) },
    yz: { track, v: y, u: z, away: x.map((value) => value - cross[1]), radius, source, tails: flat(1, 0) },
    space: { track, z, y, x, tails },
  };
}

/** Where each neuron of a frame was in the frames before, and is, µm [z, y, x], oldest first. */
function tailsOf(index: TrackIndex, t: number, back: number): SpaceMarks["tails"] {
  const ids = index.columns["track"];
  if (!ids || back === 0) return [];
  const at = (name: string, row: number) => index.columns[name]?.[row] ?? 0;
  const ways = new Map<number, Point[]>();
  for (const row of rowsOfFrame(index, t)) if ((ids[row] as number) >= 0) ways.set(ids[row] as number, []);
  for (let frame = Math.max(0, t - back); frame <= t; frame++) {
    for (const row of rowsOfFrame(index, frame)) ways.get(ids[row] as number)?.push([at("z", row), at("y", row), at("x", row)]);
  }
  return [...ways].map(([track, points]) => ({ track, points })).filter(({ points }) => points.length > 1);
}
