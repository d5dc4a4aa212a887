import { positionSources, type TrackTable } from "#contract/table";
import { tracksOf } from "#core/link/table-ops";

/** One neuron through all frames. */
export interface Path {
  readonly track: number;
  /** Row of the blob table at each frame, −1 for none. */
  readonly row: Int32Array;
  /** 0..1 at each frame. */
  readonly confidence: Float64Array;
  /** Where the neuron is thought to be at each frame, µm z, y, x; null where only its blobs are known. */
  readonly place: readonly (readonly [number, number, number])[] | null;
  /** Places set by a human. */
  readonly human: ReadonlyMap<number, readonly [number, number, number]>;
  /** Frames where a human said it is not to be seen. */
  readonly absent: ReadonlySet<number>;
}

/**
 * Positions in gaps of at most `maxGap` frames between two found positions, marked as interpolated: where
 * the neighbours say the neuron is, shifted so that both ends of the gap fit; on a straight line where
 * there are no neighbours to ask. Frames emptied by hand stay empty.
 */
export function fillGaps(table: TrackTable, path: Path, maxGap: number): TrackTable {
  const rows: { readonly t: number; readonly from: number; readonly to: number }[] = [];
  let last = -1;
  for (let t = 0; t < path.row.length; t++) {
    if (!isKnown(path, t)) continue;
    if (last >= 0 && t - last - 1 <= maxGap) {
      for (let gap = last + 1; gap < t; gap++) if (!path.absent.has(gap)) rows.push({ t: gap, from: last, to: t });
    }
    last = t;
  }
  const part = tracksOf(rows.length);
  rows.forEach(({ t, from, to }, i) => {
    const share = (t - from) / (to - from);
    const start = known(table, path, from);
    const end = known(table, path, to);
    const place = [0, 1, 2].map((d) => {
      const straight = (1 - share) * start[d]! + share * end[d]!;
      if (path.place === null) return straight;
      const carried = path.place[t]![d]! - (1 - share) * path.place[from]![d]! - share * path.place[to]![d]!;
      return straight + carried;
    });
    part.t[i] = t;
    part.z[i] = place[0]!;
    part.y[i] = place[1]!;
    part.x[i] = place[2]!;
    part.radius[i] = (1 - share) * start[3] + share * end[3];
    part.intensity[i] = Number.NaN;
    part.confidence[i] = 0.5 * Math.min(path.confidence[from]!, path.confidence[to]!);
    part.track[i] = path.track;
    part.source[i] = positionSources.indexOf("interpolated");
  });
  return part;
}

function isKnown(path: Path, t: number): boolean {
  return path.row[t]! >= 0 || path.human.has(t);
}

/** z, y, x and radius at a frame where the position is known. */
function known(table: TrackTable, path: Path, t: number): readonly [number, number, number, number] {
  const row = path.row[t]!;
  const radius = row >= 0 ? table.radius[row]! : nearestRadius(table, path, t);
  const human = path.human.get(t);
  if (human) return [human[0], human[1], human[2], radius];
  return [table.z[row]!, table.y[row]!, table.x[row]!, radius];
}

function nearestRadius(table: TrackTable, path: Path, t: number): number {
  for (let away = 1; away < path.row.length; away++) {
    for (const at of [t - away, t + away]) {
      const row = path.row[at] ?? -1;
      if (row >= 0) return table.radius[row]!;
    }
  }
  return 1;
}
