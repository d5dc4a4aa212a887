import type { Edit } from "#contract/edit";
import { positionSources, type TrackTable } from "#contract/table";
import { assign } from "#core/link/assignment";
import { FrameRows } from "#core/link/frame-rows";
import { Neighbourhood } from "#core/link/neighbourhood";
import { concatTracks, selectRows, tracksOf } from "#core/link/table-ops";

/** How far re-tracking may look. */
export interface RelinkOptions {
  /** How far a neuron may lie from where its neighbours say it is, µm. */
  readonly reach: number;
  /** Gaps up to this many frames are filled with interpolated positions. */
  readonly maxGap: number;
}

/** Frames where a human said that a track is not to be seen, by track. */
export type Absences = ReadonlyMap<number, ReadonlySet<number>>;

type Move = Extract<Edit, { kind: "move" }>;
type Place = readonly [number, number, number];

/** A track being re-tracked. */
interface Walker {
  readonly track: number;
  /** A place of it that is known, and its frame: neighbours are asked from there. */
  readonly home: { readonly t: number; readonly place: Place };
  estimate: Place;
  /** Consecutive frames in which what was found is what the table says. */
  agreed: number;
  /** Consecutive frames without a blob. */
  missing: number;
}

const human = positionSources.indexOf("human");
const interpolated = positionSources.indexOf("interpolated");
/** So many frames of agreement end re-tracking. */
const settled = 3;
/** Share of an expected place that comes from the known place itself; the rest carries on from the frame before. */
const homing = 0.5;
/** Share of a found place in the running estimate. */
const trust = 0.5;
/** How near a track's own blob counts, over others: what is there is right unless something speaks against it. */
const presumption = 0.7;
/** More tracks than this are not drawn into one correction. */
const most = 8;

/**
 * Re-tracks what a position set by a human touches, and nothing else. From the corrected frame forwards and
 * backwards the neuron is expected where its neighbours carry it and takes the blob found there, until it
 * meets three frames that already said so, or another position set by a human. A track that loses its blob
 * to it is re-tracked as well. Blobs are the rows of the table, those of no track included.
 *
 * @param before   tracks before the edit
 * @param after    tracks with the edit applied; left as it is
 * @param edit     the position that was put
 * @param absences where a track is not looked for
 * @returns        `after` itself where nothing else changes
 */
export function relink(before: TrackTable, after: TrackTable, edit: Move, absences: Absences, options: RelinkOptions): TrackTable {
  const row = rowOf(before, edit.track, edit.t);
  const isBlob = row >= 0 && before.source[row] === 0 && !Number.isNaN(before.intensity[row]!);
  if (!isBlob) return new Relinking(after, -1, absences, options).from(edit.track, edit.t);
  // A position that was nearly right was the right neuron: its other frames are as they were.
  if (Math.hypot(before.z[row]! - edit.z, before.y[row]! - edit.y, before.x[row]! - edit.x) < options.reach / 4) return after;
  // A blob that a human moved its track away from is still a blob: it goes back to its place, without a track.
  const freed = selectRows(before, [row]);
  freed.track[0] = -1;
  return new Relinking(concatTracks([after, freed]), after.t.length, absences, options).from(edit.track, edit.t);
}

function rowOf(table: TrackTable, track: number, t: number): number {
  for (let row = 0; row < table.t.length; row++) if (table.track[row] === track && table.t[row] === t) return row;
  return -1;
}

class Relinking {
  readonly #table: TrackTable;
  readonly #rows: FrameRows;
  readonly #near: Neighbourhood;
  /** New track of a row; what is not in here stays. */
  readonly #changed = new Map<number, { readonly track: number; readonly confidence: number }>();
  readonly #dropped = new Set<number>();
  readonly #filled: TrackTable[] = [];

  /** @param freed row of a blob that the edit left without a track; −1 for none */
  constructor(
    table: TrackTable,
    readonly freed: number,
    readonly absences: Absences,
    readonly options: RelinkOptions,
  ) {
    this.#table = table;
    this.#rows = new FrameRows(table);
    this.#near = new Neighbourhood(table, this.#rows);
  }

  from(track: number, t: number): TrackTable {
    const row = this.#rows.rowOf(track, t);
    if (row < 0) return this.#table;
    const place = this.#placeOf(row);
    const first: Walker[] = [{ track, home: { t, place }, estimate: place, agreed: 0, missing: 0 }];
    const displaced = this.#ownersAt(t, place, row);
    for (const owner of displaced) {
      this.#changed.set(owner, { track: -1, confidence: this.#table.confidence[owner]! });
      const walker = this.#resettled(this.#table.track[owner]!, t, row);
      if (walker !== null) first.push(walker);
    }
    const heir = this.#heir(t);
    if (heir !== null) first.push(heir);
    for (const direction of [1, -1]) this.#walk(first, t, direction);
    return this.#result();
  }

  /** Rows of other tracks that lie where a human put this one: the blob cannot be two neurons. */
  #ownersAt(t: number, place: Place, own: number): number[] {
    const near = this.options.reach / 4;
    return this.#rows
      .at(t)
      .filter((row) => row !== own && this.#table.track[row]! >= 0 && this.#table.source[row] !== human && this.#away(row, place) < near);
  }

  /** A track that lost its blob takes the free one nearest to where most of the movie says it is. */
  #resettled(track: number, t: number, taken: number): Walker | null {
    const expected = this.#near.usualPlace(track, t);
    if (expected === null) return null;
    let best = -1;
    let least = this.options.reach;
    for (const row of this.#rows.at(t)) {
      if (row === taken || this.#table.track[row]! >= 0 || this.#isHeld(t, row)) continue;
      const away = this.#away(row, expected);
      if (away < least) {
        least = away;
        best = row;
      }
    }
    if (best < 0) return { track, home: { t, place: expected }, estimate: expected, agreed: 0, missing: 1 };
    this.#give(best, track, this.#likelihood(least));
    const place = this.#placeOf(best);
    return { track, home: { t, place }, estimate: place, agreed: 0, missing: 0 };
  }

  /** The track that the freed blob belongs to: one that has no position in this frame and is usually there. */
  #heir(t: number): Walker | null {
    if (this.freed < 0 || this.#trackOf(this.freed) >= 0 || this.#isHeld(t, this.freed)) return null;
    const place = this.#placeOf(this.freed);
    let best = -1;
    let least = this.options.reach / 3;
    for (const track of this.#rows.absent(t)) {
      if (this.absences.get(track)?.has(t) === true) continue;
      const usual = this.#near.usualPlace(track, t);
      if (usual === null || this.#away(this.freed, usual) > least) continue;
      least = this.#away(this.freed, usual);
      best = track;
    }
    if (best < 0) return null;
    this.#give(this.freed, best, this.#likelihood(least));
    return { track: best, home: { t, place }, estimate: place, agreed: 0, missing: 0 };
  }

  /** A blob that lies at a position set by a human is that position. */
  #isHeld(t: number, row: number): boolean {
    const place = this.#placeOf(row);
    return this.#rows
      .at(t)
      .some((other) => this.#table.source[other] === human && other !== row && this.#away(other, place) < this.options.reach / 4);
  }

  #walk(first: readonly Walker[], start: number, direction: number): void {
    let walkers = first.map((walker) => ({ ...walker, agreed: 0, missing: 0 }));
    const open = new Map<number, { readonly t: number; readonly place: Place }[]>();
    for (let t = start + direction; t >= 0 && t < this.#rows.frames && walkers.length > 0; t += direction) {
      walkers = walkers.filter((walker) => this.#goesOn(walker, t));
      if (walkers.length === 0) break;
      const expected = this.#expected(walkers, t, direction);
      const pairs = this.#pairs(walkers, expected, t);
      walkers.forEach((walker, i) => {
        const row = pairs[i]!;
        const old = this.#ownRow(walker.track, t);
        const place = row < 0 ? expected[i]! : this.#placeOf(row);
        walker.estimate = mixed(expected[i]!, place, trust);
        const isGap =
          row < 0 && old >= 0 && this.#table.source[old] === interpolated && this.#away(old, expected[i]!) < this.options.reach / 2;
        walker.agreed = row === old && row >= 0 ? walker.agreed + 1 : isGap ? walker.agreed : 0;
        walker.missing = row < 0 ? walker.missing + 1 : 0;
        if (row === old || isGap) return void open.delete(walker.track);
        // A found position gives way to a better one only, never to none.
        if (row < 0 && old >= 0 && this.#table.source[old] !== interpolated) return void open.delete(walker.track);
        if (old >= 0) this.#release(old);
        if (row >= 0) {
          this.#give(row, walker.track, this.#likelihood(this.#away(row, expected[i]!)));
          this.#fill(walker.track, open.get(walker.track) ?? []);
          open.delete(walker.track);
        } else {
          open.set(walker.track, [...(open.get(walker.track) ?? []), { t, place: expected[i]! }]);
        }
      });
    }
  }

  #goesOn(walker: Walker, t: number): boolean {
    if (walker.agreed >= settled || walker.missing > this.options.maxGap + 1) return false;
    if (this.absences.get(walker.track)?.has(t) === true) return false;
    const row = this.#rows.rowOf(walker.track, t);
    return row < 0 || this.#table.source[row] !== human;
  }

  /** Where each walker is expected: carried on from the frame before, and drawn to what its known place says. */
  #expected(walkers: readonly Walker[], t: number, direction: number): Place[] {
    const busy = new Set(walkers.map((walker) => walker.track));
    return walkers.map((walker) => {
      const carried = this.#near.carried(walker.estimate, t - direction, t, busy) ?? walker.estimate;
      const homed = this.#near.carried(walker.home.place, walker.home.t, t, busy) ?? carried;
      return mixed(carried, homed, homing);
    });
  }

  /** Row of each walker at a frame, −1 for none. A track whose blob is claimed by a walker becomes one. */
  #pairs(walkers: Walker[], expected: Place[], t: number): number[] {
    for (;;) {
      const busy = new Set(walkers.map((walker) => walker.track));
      const rows = this.#rows
        .at(t)
        .filter((row) => this.#isBlob(row) && (this.#trackOf(row) < 0 ? !this.#isHeld(t, row) : busy.has(this.#trackOf(row))));
      const { reach } = this.options;
      const cost = new Float64Array(walkers.length * rows.length);
      walkers.forEach((walker, i) => {
        rows.forEach((row, j) => {
          const own = this.#trackOf(row) === walker.track ? presumption : 1;
          const away = own * this.#away(row, expected[i]!);
          cost[i * rows.length + j] = away <= reach ? away * away : Number.POSITIVE_INFINITY;
        });
      });
      const pairs = Array.from(assign(cost, walkers.length, rows.length, (0.6 * reach) ** 2), (j) => (j < 0 ? -1 : rows[j]!));
      const claimed = walkers.length < most ? this.#claimed(walkers, expected, pairs, busy, t) : null;
      if (claimed === null) return pairs;
      walkers.push(claimed.walker);
      expected.push(claimed.expected);
    }
  }

  /** A blob of another track that lies much nearer to a walker's expected place than its own pair, and not where its track usually is. */
  #claimed(
    walkers: readonly Walker[],
    expected: readonly Place[],
    pairs: readonly number[],
    busy: ReadonlySet<number>,
    t: number,
  ): { readonly walker: Walker; readonly expected: Place } | null {
    for (let i = 0; i < walkers.length; i++) {
      const own = pairs[i]! < 0 ? 0.6 * this.options.reach : this.#away(pairs[i]!, expected[i]!);
      for (const row of this.#rows.at(t)) {
        const track = this.#trackOf(row);
        if (track < 0 || busy.has(track) || !this.#isBlob(row)) continue;
        const away = this.#away(row, expected[i]!);
        if (away > 0.5 * own) continue;
        const usual = this.#near.usualPlace(track, t);
        if (usual === null || this.#away(row, usual) < 1.5 * away + 0.05 * this.options.reach) continue;
        return { walker: { track, home: { t, place: usual }, estimate: usual, agreed: 0, missing: 0 }, expected: usual };
      }
    }
    return null;
  }

  #isBlob(row: number): boolean {
    return this.#table.source[row] === 0 && !Number.isNaN(this.#table.x[row]!);
  }

  #trackOf(row: number): number {
    return this.#changed.get(row)?.track ?? this.#table.track[row]!;
  }

  /** The row a track has at a frame, as far as re-tracking has come. */
  #ownRow(track: number, t: number): number {
    return this.#rows.at(t).find((row) => this.#trackOf(row) === track && !this.#dropped.has(row)) ?? -1;
  }

  #release(row: number): void {
    if (this.#table.source[row] === interpolated) this.#dropped.add(row);
    this.#changed.set(row, { track: -1, confidence: this.#table.confidence[row]! });
  }

  #give(row: number, track: number, confidence: number): void {
    this.#changed.set(row, { track, confidence });
  }

  #fill(track: number, gap: readonly { readonly t: number; readonly place: Place }[]): void {
    if (gap.length === 0 || gap.length > this.options.maxGap) return;
    const part = tracksOf(gap.length);
    gap.forEach(({ t, place }, i) => {
      part.t[i] = t;
      [part.z[i], part.y[i], part.x[i]] = place;
      part.radius[i] = this.#rows.radiusOf(track);
      part.intensity[i] = Number.NaN;
      part.confidence[i] = 0.3;
      part.track[i] = track;
      part.source[i] = interpolated;
    });
    this.#filled.push(part);
  }

  /** How well a blob fits where it was expected, 0..1. */
  #likelihood(away: number): number {
    return Math.exp(-0.5 * (away / (0.3 * this.options.reach)) ** 2);
  }

  #placeOf(row: number): Place {
    return [this.#table.z[row]!, this.#table.y[row]!, this.#table.x[row]!];
  }

  #away(row: number, [z, y, x]: Place): number {
    return Math.hypot(this.#table.z[row]! - z, this.#table.y[row]! - y, this.#table.x[row]! - x);
  }

  #result(): TrackTable {
    if (this.#changed.size === 0 && this.#filled.length === 0) return this.#table;
    const kept = Array.from(this.#table.t.keys()).filter((row) => !this.#dropped.has(row));
    const table =
      this.#dropped.size === 0
        ? concatTracks([this.#table, ...this.#filled])
        : concatTracks([selectRows(this.#table, kept), ...this.#filled]);
    const at = this.#dropped.size === 0 ? null : new Map(kept.map((row, i) => [row, i]));
    for (const [row, { track, confidence }] of this.#changed) {
      const to = at === null ? row : at.get(row);
      if (to === undefined) continue;
      table.track[to] = track;
      table.confidence[to] = confidence;
    }
    return table;
  }
}

function mixed(a: Place, b: Place, share: number): Place {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])];
}
