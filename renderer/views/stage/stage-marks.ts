import { rowsOfFrame, type TrackIndex } from "#renderer/client/track-index.ts";
import type { Marks } from "#renderer/viewers/marks.ts";

export interface MarkSets {
  readonly main: Marks;
  readonly xz: Marks;
  readonly yz: Marks;
}

/**
 * Neurons of a frame as marks for the three planes.
 *
 * @param depth depth of the slice, µm; null where all depths are seen at once
 * @param cross point the side planes run through, µm [y, x]
 */
export function marksOf(index: TrackIndex, t: number, depth: number | null, cross: readonly [number, number]): MarkSets {
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
  return {
    main: { track, v: y, u: x, away: depth === null ? new Float64Array(rows.length) : z.map((value) => value - depth), radius, source },
    xz: { track, v: z, u: x, away: y.map((value) => value - cross[0]), radius, source },
    yz: { track, v: y, u: z, away: x.map((value) => value - cross[1]), radius, source },
  };
}
