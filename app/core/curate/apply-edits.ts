import type { Edit } from "#contract/edit";
import { positionSources, type TrackTable } from "#contract/table";
import { concatTracks, selectRows, tracksOf } from "#core/link/table-ops";

const human = positionSources.indexOf("human");

/** What the curator's log makes of linked tracks. */
export interface Curated {
  /** Rows taken away keep their blob with track −1 where there is one. */
  readonly tracks: TrackTable;
  /** Neuron names, groups and colours (`#rrggbb`) by track; the last ones given stand. */
  readonly names: Map<number, string>;
  readonly groups: Map<number, string>;
  readonly colours: Map<number, string>;
  readonly notes: Map<number, string>;
  /** How sure a name is, 0..1, where that was said. */
  readonly sureness: Map<number, number>;
  /** Frames where a neuron was said to be out of view, by track. */
  readonly ghosts: Map<number, Set<number>>;
}

/**
 * Tracks as the curator left them: every edit in turn, over the result of linking.
 *
 * @param tracks result of linking; left as it is
 * @param edits  the log in order, without what was undone
 */
export function applyEdits(tracks: TrackTable, edits: readonly Edit[]): Curated {
  const names = new Map<number, string>();
  const groups = new Map<number, string>();
  const colours = new Map<number, string>();
  const notes = new Map<number, string>();
  const sureness = new Map<number, number>();
  const ghosts = new Map<number, Set<number>>();
  const curated = { names, groups, colours, notes, sureness, ghosts };
  if (edits.every(isLabel)) {
    for (const edit of edits) label(curated, edit);
    return { tracks, ...curated };
  }
  const places = new Places(tracks, edits.filter((edit) => edit.kind === "move").length);
  for (const edit of edits) {
    if (isLabel(edit)) label(curated, edit);
    else if (edit.kind === "ghost") {
      const frames = ghosts.get(edit.track) ?? new Set();
      for (let t = edit.t; t < (edit.until ?? edit.t + 1); t++) frames.add(t);
      ghosts.set(edit.track, frames);
      places.remove(edit);
    } else {
      relabelGhosts(ghosts, edit);
      places.apply(edit);
    }
  }
  return { tracks: places.kept(tracks), ...curated };
}

type Label = Extract<Edit, { kind: "name" | "group" | "colour" | "note" }>;
type Ranged = Extract<Edit, { kind: "remove" | "ghost" | "confirm" | "shift" }>;

function isLabel(edit: Edit): edit is Label {
  return edit.kind === "name" || edit.kind === "group" || edit.kind === "colour" || edit.kind === "note";
}

function label({ names, groups, colours, notes, sureness }: Omit<Curated, "tracks" | "ghosts">, edit: Label): void {
  if (edit.kind === "name") {
    if (edit.sureness === undefined || edit.name.trim() === "") sureness.delete(edit.track);
    else sureness.set(edit.track, edit.sureness);
  }
  const [map, value] =
    edit.kind === "name"
      ? [names, edit.name]
      : edit.kind === "group"
        ? [groups, edit.group]
        : edit.kind === "note"
          ? [notes, edit.note]
          : [colours, edit.colour.toLowerCase()];
  if (value.trim() === "") map.delete(edit.track);
  else map.set(edit.track, value.trim());
}

/** A neuron that was out of view stays so under its new number; one that was placed again is in view. */
function relabelGhosts(ghosts: Map<number, Set<number>>, edit: Edit): void {
  if (edit.kind === "move") ghosts.get(edit.track)?.delete(edit.t);
  if (edit.kind === "exclude") ghosts.delete(edit.track);
  if (edit.kind !== "swap" && edit.kind !== "split" && edit.kind !== "join" && edit.kind !== "fuse") return;
  const [own, other] = [ghosts.get(edit.track) ?? new Set<number>(), ghosts.get(edit.other) ?? new Set<number>()];
  const from = "t" in edit ? edit.t : Number.NEGATIVE_INFINITY;
  const isMoved = (t: number) => t >= from;
  const stays = (frames: Set<number>) => [...frames].filter((t) => !isMoved(t));
  if (edit.kind === "join" || edit.kind === "fuse") {
    ghosts.set(edit.track, new Set([...own, ...other]));
    ghosts.delete(edit.other);
    return;
  }
  ghosts.set(edit.track, new Set([...stays(own), ...(edit.kind === "swap" ? [...other].filter(isMoved) : [])]));
  ghosts.set(edit.other, new Set([...stays(other), ...[...own].filter(isMoved)]));
}

const fewLookups = 50;

function enter(index: Map<number, number[]>, t: number, row: number): void {
  const rows = index.get(t);
  if (rows) rows.push(row);
  else index.set(t, [row]);
}

/** A track table being edited. */
class Places {
  private readonly table: TrackTable;
  private rows: number;
  /** Rows by frame, once it is worth making. */
  private index: Map<number, number[]> | null = null;
  private lookups = 0;

  /** @param added most rows that edits may add */
  constructor(tracks: TrackTable, added: number) {
    this.table = concatTracks([tracks, tracksOf(added)]);
    this.rows = tracks.t.length;
  }

  apply(edit: Exclude<Edit, Label>): void {
    const { table } = this;
    switch (edit.kind) {
      case "move":
        return this.move(edit);
      case "shift":
        return this.inRange(edit, (row) => {
          table.z[row] = table.z[row]! + edit.z;
          table.y[row] = table.y[row]! + edit.y;
          table.x[row] = table.x[row]! + edit.x;
          this.settle(row);
        });
      case "remove":
      case "ghost":
        return this.remove(edit);
      case "confirm":
        return this.inRange(edit, (row) => this.settle(row));
      case "exclude":
        return this.each((row) => {
          if (table.track[row] === edit.track) table.track[row] = -1;
        });
      case "swap":
        return this.each((row) => {
          if (table.t[row]! < edit.t) return;
          if (table.track[row] === edit.track) table.track[row] = edit.other;
          else if (table.track[row] === edit.other) table.track[row] = edit.track;
        });
      case "split":
        return this.each((row) => {
          if (table.t[row]! >= edit.t && table.track[row] === edit.track) table.track[row] = edit.other;
        });
      case "join":
      case "fuse":
        return this.each((row) => {
          if (table.track[row] === edit.other) this.unite(row, edit);
        });
    }
  }

  remove(edit: Ranged): void {
    this.inRange(edit, (row) => {
      this.table.track[row] = -1;
    });
  }

  /** Rows that are a position, or still a blob: interpolated and hand-made rows of no track are nothing. */
  kept(before: TrackTable): TrackTable {
    const list: number[] = [];
    for (let row = 0; row < this.rows; row++) {
      if (this.table.track[row]! >= 0 || before.track[row] === -1 || !Number.isNaN(this.table.intensity[row]!)) list.push(row);
    }
    return list.length === this.table.t.length ? this.table : selectRows(this.table, list);
  }

  private move({ track, t, z, y, x }: Extract<Edit, { kind: "move" }>): void {
    const { table } = this;
    let row = this.rowAt(track, t);
    if (row < 0) {
      const radius = this.typicalRadius(track);
      row = this.rows++;
      table.t[row] = t;
      table.track[row] = track;
      table.radius[row] = radius;
      table.intensity[row] = Number.NaN;
      if (this.index) enter(this.index, t, row);
    }
    table.z[row] = z;
    table.y[row] = y;
    table.x[row] = x;
    this.settle(row);
  }

  /** Gives a row of `other` to `track`, which may have a position there already. */
  private unite(row: number, { kind, track }: Extract<Edit, { kind: "join" | "fuse" }>): void {
    const { table } = this;
    const own = this.rowAt(track, table.t[row]!);
    table.track[row] = own < 0 ? track : -1;
    if (own < 0 || kind === "join") return;
    for (const axis of [table.z, table.y, table.x, table.radius]) axis[own] = (axis[own]! + axis[row]!) / 2;
    this.settle(own);
  }

  /** A human answers for the position. */
  private settle(row: number): void {
    this.table.source[row] = human;
    this.table.confidence[row] = 1;
  }

  private inRange({ track, t, until = t + 1 }: Ranged, act: (row: number) => void): void {
    if (until === t + 1) {
      const row = this.rowAt(track, t);
      return row >= 0 ? act(row) : undefined;
    }
    this.each((row) => {
      if (this.table.track[row] === track && this.table.t[row]! >= t && this.table.t[row]! < until) act(row);
    });
  }

  private each(act: (row: number) => void): void {
    for (let row = 0; row < this.rows; row++) act(row);
  }

  /** A few rows are found by looking through all; many by an index, which takes longer to make. */
  private rowAt(track: number, t: number): number {
    if (!this.index && ++this.lookups > fewLookups) {
      this.index = new Map();
      for (let row = 0; row < this.rows; row++) enter(this.index, this.table.t[row]!, row);
    }
    if (this.index) return this.index.get(t)?.find((row) => this.table.track[row] === track) ?? -1;
    for (let row = 0; row < this.rows; row++) if (this.table.track[row] === track && this.table.t[row] === t) return row;
    return -1;
  }

  /** Median radius of the track, or of all where it has no position yet. */
  private typicalRadius(track: number): number {
    const radii = (of: number | null) =>
      this.table.radius
        .subarray(0, this.rows)
        .filter((radius, row) => Number.isFinite(radius) && (of === null || this.table.track[row] === of))
        .sort();
    const own = radii(track);
    const known = own.length > 0 ? own : radii(null);
    return known[known.length >> 1] ?? 1;
  }
}
