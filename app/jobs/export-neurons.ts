import type { TrackTable } from "#contract/table";
import { positionSources } from "#contract/table";
import { decimal } from "#io/table/csv";

export const neuronColumns = ["track", "name", "z", "y", "x", "radius", "frames", "interpolated", "by_hand", "confidence"] as const;

/** One row a neuron: name, mean position, and in how many frames it is there. */
export function* neuronRows(tracks: TrackTable, names: ReadonlyMap<number, string>): Generator<string[]> {
  const rows = new Map<number, number[]>();
  tracks.track.forEach((track, row) => {
    if (track < 0) return;
    const list = rows.get(track);
    if (list) list.push(row);
    else rows.set(track, [row]);
  });
  for (const [track, list] of [...rows].sort(([a], [b]) => a - b)) {
    const from = (source: (typeof positionSources)[number]) => list.filter((row) => positionSources[tracks.source[row]!] === source).length;
    yield [
      String(track),
      names.get(track) ?? "",
      decimal(mean(tracks.z, list), 3),
      decimal(mean(tracks.y, list), 3),
      decimal(mean(tracks.x, list), 3),
      decimal(mean(tracks.radius, list), 3),
      String(list.length),
      String(from("interpolated")),
      String(from("human")),
      decimal(mean(tracks.confidence, list), 3),
    ];
  }
}

/** Mean of the finite values; NaN where there is none. */
function mean(column: Float64Array, rows: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const value = column[row]!;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
