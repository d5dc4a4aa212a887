import type { TrackTable } from "#contract/table";
import type { FrameRows } from "#core/link/frame-rows";
import { predictLocally } from "#core/link/local-affine";

type Place = readonly [number, number, number];

/** Neighbours that speak for a place. */
const speakers = 14;
/** Frames of the movie that are asked where a track usually is. */
const witnesses = 9;

/** Carries places from frame to frame by what the tracks around them do. */
export class Neighbourhood {
  readonly #table: TrackTable;
  readonly #rows: FrameRows;
  readonly #usual = new Map<string, Place | null>();

  constructor(table: TrackTable, rows: FrameRows) {
    this.#table = table;
    this.#rows = rows;
  }

  /**
   * Where a place of one frame lies in another: the local affine of the tracks around it that both frames
   * have. Pairs that disagree with the others are left out.
   *
   * @param without tracks that are not asked
   * @returns       µm; null where fewer than three tracks can be asked
   */
  carried(place: Place, from: number, to: number, without: ReadonlySet<number>): Place | null {
    const there = new Map<number, number>();
    for (const row of this.#rows.at(to)) {
      const track = this.#table.track[row]!;
      if (track >= 0 && !without.has(track)) there.set(track, row);
    }
    const pairs: { readonly a: number; readonly b: number; readonly away: number }[] = [];
    for (const a of this.#rows.at(from)) {
      const b = there.get(this.#table.track[a]!);
      if (b === undefined) continue;
      const away = Math.hypot(this.#table.z[a]! - place[0], this.#table.y[a]! - place[1], this.#table.x[a]! - place[2]);
      pairs.push({ a, b, away });
    }
    if (pairs.length < 3) return null;
    pairs.sort((one, other) => one.away - other.away || one.a - other.a);
    const near = pairs.slice(0, speakers);
    const n = near.length + 1;
    const source = new Float64Array(3 * n);
    const target = new Float64Array(3 * n);
    source.set(place);
    near.forEach(({ a, b }, i) => {
      source.set([this.#table.z[a]!, this.#table.y[a]!, this.#table.x[a]!], 3 * i + 3);
      target.set([this.#table.z[b]!, this.#table.y[b]!, this.#table.x[b]!], 3 * i + 3);
    });
    const known = new Uint8Array(n).fill(1);
    known[0] = 0;
    leaveOutStrangers(source, target, known);
    const order = Array.from({ length: n }, (_, i) => (i === 0 ? Int32Array.from({ length: n - 1 }, (__, j) => j + 1) : new Int32Array(0)));
    const out = new Float64Array(3 * n);
    predictLocally(source, order, known, target, new Float64Array(n).fill(1), speakers, 0.3, false, out);
    return [out[0]!, out[1]!, out[2]!];
  }

  /** Where a track is at a frame by what most of the movie says: the median over frames spread over it. Null where unknown. */
  usualPlace(track: number, t: number): Place | null {
    const key = `${track}@${t}`;
    const kept = this.#usual.get(key);
    if (kept !== undefined) return kept;
    const places: Place[] = [];
    const alone = new Set([track]);
    const step = Math.max(1, Math.floor(this.#rows.frames / witnesses));
    for (let other = Math.floor(step / 2); other < this.#rows.frames; other += step) {
      if (Math.abs(other - t) < 3) continue;
      const row = this.#rows.rowOf(track, other);
      if (row < 0) continue;
      const place = this.carried([this.#table.z[row]!, this.#table.y[row]!, this.#table.x[row]!], other, t, alone);
      if (place !== null) places.push(place);
    }
    const usual = places.length < 3 ? null : ([0, 1, 2].map((d) => middle(places.map((place) => place[d]!))) as [number, number, number]);
    this.#usual.set(key, usual);
    return usual;
  }
}

/** Forgets the pairs whose displacement is far from the median of the others: a neighbour can be wrong itself. */
function leaveOutStrangers(source: Float64Array, target: Float64Array, known: Uint8Array): void {
  const count = known.length;
  if (count < 6) return;
  const shifts = [0, 1, 2].map((d) =>
    middle(Array.from({ length: count - 1 }, (_, i) => target[3 * (i + 1) + d]! - source[3 * (i + 1) + d]!)),
  );
  const away = Array.from({ length: count - 1 }, (_, i) =>
    Math.hypot(...[0, 1, 2].map((d) => target[3 * (i + 1) + d]! - source[3 * (i + 1) + d]! - shifts[d]!)),
  );
  const limit = 4 * middle(away) + 1e-9;
  away.forEach((value, i) => {
    if (value > limit) known[i + 1] = 0;
  });
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
