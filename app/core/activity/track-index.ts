import type { TrackTable } from "#contract/table";
import { selectRows } from "#core/link/table-ops";

const frames = new WeakMap<TrackTable, ReadonlyMap<number, readonly number[]>>();
const radii = new WeakMap<TrackTable, ReadonlyMap<number, number>>();

/** Rows of one frame. The index is made once a table and kept as long as the table lives. */
export function rowsOfFrame(tracks: TrackTable, t: number): readonly number[] {
  let index = frames.get(tracks);
  if (index === undefined) {
    const rows = new Map<number, number[]>();
    tracks.t.forEach((frame, row) => {
      const list = rows.get(frame);
      if (list) list.push(row);
      else rows.set(frame, [row]);
    });
    index = rows;
    frames.set(tracks, index);
  }
  return index.get(t) ?? [];
}

/** Median radius of every track, µm: a mask that keeps its size keeps size changes out of the trace. */
export function typicalRadii(tracks: TrackTable): ReadonlyMap<number, number> {
  let known = radii.get(tracks);
  if (known === undefined) {
    const all = new Map<number, number[]>();
    tracks.track.forEach((track, row) => {
      if (track < 0 || !Number.isFinite(tracks.radius[row]!)) return;
      const list = all.get(track);
      if (list) list.push(tracks.radius[row]!);
      else all.set(track, [tracks.radius[row]!]);
    });
    known = new Map([...all].map(([track, list]) => [track, list.sort((a, b) => a - b)[list.length >> 1]!]));
    radii.set(tracks, known);
  }
  return known;
}

/**
 * Lets tracks keep the radii they had before they were edited: a correction in one frame shall not change
 * the masks, and with them the trace, in all the others.
 */
export function keepRadii(tracks: TrackTable, before: TrackTable): void {
  radii.delete(tracks);
  radii.set(tracks, new Map([...typicalRadii(tracks), ...typicalRadii(before)]));
}

/** Track numbers of a table, ascending. */
export function trackNumbers(tracks: TrackTable): Int32Array {
  return Int32Array.from([...new Set(tracks.track)].filter((track) => track >= 0).sort((a, b) => a - b));
}

/** Every track at every frame where it was first seen: positions that never move. */
export function frozenTracks(tracks: TrackTable, frames: number): TrackTable {
  const first = new Map<number, number>();
  tracks.track.forEach((track, row) => {
    const known = first.get(track);
    if (track >= 0 && (known === undefined || tracks.t[row]! < tracks.t[known]!)) first.set(track, row);
  });
  const still = selectRows(tracks, Array.from({ length: frames }, () => [...first.values()]).flat());
  still.t.forEach((_, i) => {
    still.t[i] = Math.floor(i / first.size);
  });
  return still;
}
