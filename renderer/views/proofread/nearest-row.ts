import { rowOfTrack, type TrackIndex } from "#renderer/client/track-index.ts";

/** Row of a neuron at a frame, or at the nearest frame that has one; −1 where no frame has. */
export function nearestRow(index: TrackIndex, track: number, t: number, frames: number): number {
  for (let away = 0; away < frames; away++) {
    for (const at of [t - away, t + away]) {
      const row = at < 0 || at >= frames ? -1 : rowOfTrack(index, track, at);
      if (row >= 0) return row;
    }
  }
  return -1;
}
