/** Columns of a table of tracks, in whatever arrays they travel. */
export type TrackColumns = Readonly<Record<"t" | "z" | "y" | "x" | "radius" | "confidence" | "track" | "source", ArrayLike<number>>>;

/** Where each neuron's position of each frame stands in a table. */
export interface TrackGrid {
  /** Track numbers, ascending. */
  readonly tracks: readonly number[];
  readonly frames: number;
  /** Row of the table, [neuron, t]; −1 where there is no position. */
  readonly rows: Int32Array;
}

/** A table of tracks as a grid; positions outside frames 0..frames−1 are left out. */
export function trackGrid(table: Pick<TrackColumns, "t" | "track">, frames: number): TrackGrid {
  const tracks = [...new Set(Array.from(table.track))].filter((track) => track >= 0).sort((a, b) => a - b);
  const line = new Map(tracks.map((track, i) => [track, i]));
  const rows = new Int32Array(tracks.length * frames).fill(-1);
  for (let row = 0; row < table.t.length; row++) {
    const i = line.get(table.track[row]!);
    const t = table.t[row]!;
    if (i !== undefined && t >= 0 && t < frames) rows[i * frames + t] = row;
  }
  return { tracks, frames, rows };
}
