import type { TraceMatrix, TrackTable } from "#contract/table";
import { positionSources } from "#contract/table";
import { median } from "#core/image/percentile";
import { decimal } from "#io/table/csv";

const columns = ["track", "name", "z", "y", "x", "radius", "frames", "interpolated", "by_hand", "confidence"] as const;
const errorColumns = ["z_error", "light_error"] as const;

/** Columns of the table of neurons; those of refocusing's errors where the traces hold them. */
export function neuronColumns(traces: TraceMatrix | null): readonly string[] {
  return [...columns, ...errorColumns.filter((name) => traces?.signals[name] !== undefined)];
}

/** One row a neuron: name, mean position, in how many frames it is there, and its typical errors of refocusing where they are known. */
export function* neuronRows(tracks: TrackTable, names: ReadonlyMap<number, string>, traces: TraceMatrix | null): Generator<string[]> {
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
      ...errorColumns.flatMap((name) => {
        const errors = traces?.signals[name];
        return errors === undefined ? [] : [decimal(typical(errors, traces!, track), 3)];
      }),
    ];
  }
}

/** Median over the frames of one neuron's row; NaN where it has none. */
function typical(signal: Float32Array, { tracks, frames }: TraceMatrix, track: number): number {
  const row = tracks.indexOf(track);
  const known = row < 0 ? [] : signal.subarray(row * frames.length, (row + 1) * frames.length).filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : median(Float64Array.from(known));
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
