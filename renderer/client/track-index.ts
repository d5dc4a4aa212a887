import { positionSources } from "#contract/table";
import type { Columns } from "#renderer/client/decode.ts";

const human = positionSources.indexOf("human");

/** What a list of neurons says of one track. */
export interface TrackSummary {
  readonly track: number;
  /** Frames in which it has a position. */
  readonly present: number;
  /** Mean confidence over those frames, 0..1. */
  readonly confidence: number;
  /** Positions that a human set or confirmed. */
  readonly byHand: number;
}

/** A table of blobs or tracks with its rows found by frame. */
export interface TrackIndex {
  readonly columns: Columns;
  readonly rows: number;
  /** Rows of frame t are order[start[t]] .. order[start[t + 1] − 1]. */
  readonly start: Int32Array;
  readonly order: Int32Array;
  readonly tracks: readonly TrackSummary[];
}

/** Indexes a table by frame; rows outside 0..frames−1 are left out. */
export function indexTracks(columns: Columns, frames: number): TrackIndex {
  const t = columns["t"] ?? new Float64Array(0);
  const start = new Int32Array(frames + 1);
  for (const frame of t) if (frame >= 0 && frame < frames) start[frame + 1] = (start[frame + 1] ?? 0) + 1;
  for (let i = 0; i < frames; i++) start[i + 1] = (start[i + 1] ?? 0) + (start[i] ?? 0);
  const next = start.slice();
  const order = new Int32Array(start[frames] ?? 0);
  t.forEach((frame, row) => {
    if (frame < 0 || frame >= frames) return;
    const at = next[frame] ?? 0;
    order[at] = row;
    next[frame] = at + 1;
  });
  return { columns, rows: t.length, start, order, tracks: summarise(columns) };
}

/** Rows of one frame. */
export function rowsOfFrame(index: TrackIndex, t: number): Int32Array {
  return index.order.subarray(index.start[t] ?? 0, index.start[t + 1] ?? index.start[t] ?? 0);
}

/** Row of a track at a frame; −1 where it has none. */
export function rowOfTrack(index: TrackIndex, track: number, t: number): number {
  const column = index.columns["track"];
  if (column) for (const row of rowsOfFrame(index, t)) if (column[row] === track) return row;
  return -1;
}

function summarise(columns: Columns): TrackSummary[] {
  const track = columns["track"];
  if (!track) return [];
  const confidence = columns["confidence"];
  const source = columns["source"];
  const sums = new Map<number, { present: number; sum: number; byHand: number }>();
  track.forEach((id, row) => {
    if (!(id >= 0)) return;
    const entry = sums.get(id) ?? { present: 0, sum: 0, byHand: 0 };
    entry.present++;
    entry.sum += confidence?.[row] ?? 0;
    if (source?.[row] === human) entry.byHand++;
    sums.set(id, entry);
  });
  return [...sums]
    .map(([id, { present, sum, byHand }]) => ({ track: id, present, confidence: sum / present, byHand }))
    .sort((a, b) => a.track - b.track);
}
