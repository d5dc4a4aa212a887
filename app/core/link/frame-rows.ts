import type { TrackTable } from "#contract/table";

/** The rows of a table by frame, for quick looking up. Rows keep their order within a frame. */
export class FrameRows {
  /** One more than the last frame that has a row. */
  readonly frames: number;
  readonly #table: TrackTable;
  readonly #first: Int32Array;
  readonly #rows: Int32Array;

  constructor(table: TrackTable) {
    let last = -1;
    for (const t of table.t) if (t > last) last = t;
    const first = new Int32Array(last + 2);
    for (const t of table.t) if (t >= 0) first[t + 1] = first[t + 1]! + 1;
    for (let t = 0; t <= last; t++) first[t + 1] = first[t + 1]! + first[t]!;
    const next = first.slice();
    const rows = new Int32Array(first[last + 1] ?? 0);
    for (let row = 0; row < table.t.length; row++) {
      const t = table.t[row]!;
      if (t < 0) continue;
      rows[next[t]!] = row;
      next[t] = next[t]! + 1;
    }
    this.frames = last + 1;
    this.#table = table;
    this.#first = first;
    this.#rows = rows;
  }

  /** Rows of a frame; none outside the movie. */
  at(t: number): number[] {
    return t < 0 || t >= this.frames ? [] : Array.from(this.#rows.subarray(this.#first[t], this.#first[t + 1]));
  }

  /** The row of a track at a frame, −1 for none. */
  rowOf(track: number, t: number): number {
    if (t < 0 || t >= this.frames) return -1;
    for (let i = this.#first[t]!; i < this.#first[t + 1]!; i++) if (this.#table.track[this.#rows[i]!] === track) return this.#rows[i]!;
    return -1;
  }

  /** Tracks of the movie that have no position at a frame. */
  absent(t: number): number[] {
    const tracks = new Set(this.#table.track);
    for (const row of this.at(t)) tracks.delete(this.#table.track[row]!);
    tracks.delete(-1);
    return [...tracks];
  }

  /** Median radius of a track; 1 where it has none. */
  radiusOf(track: number): number {
    const radii: number[] = [];
    for (let row = 0; row < this.#table.t.length; row++) {
      if (this.#table.track[row] === track && this.#table.radius[row]! > 0) radii.push(this.#table.radius[row]!);
    }
    return radii.sort((a, b) => a - b)[radii.length >> 1] ?? 1;
  }
}
