import type { TrackTable } from "#contract/table";

/** Rows that belong to a track, track after track, frame after frame. */
export function trackedRows({ track, t }: TrackTable): number[] {
  return [...track.keys()].filter((row) => track[row]! >= 0).sort((a, b) => track[a]! - track[b]! || t[a]! - t[b]!);
}
