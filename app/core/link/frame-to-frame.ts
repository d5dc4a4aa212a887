import { assign } from "#core/link/assignment";
import { distance, type Points, quantile } from "#core/link/points";
import { costs } from "#core/link/registration";

/**
 * Links blobs frame to frame by linear assignment, remembering lost tracks for some frames (gap closing).
 * The price of no link is 1.05 × the 90th percentile of the links that need no gap, at least five times
 * their median.
 *
 * Jaqaman et al. (2008), doi:10.1038/nmeth.1237.
 *
 * @param frames blobs of every frame, [m, 3], µm
 * @param reach  longest link, µm
 * @param maxGap frames a track may be missing
 * @returns      track number of every blob, by frame
 */
export function linkFrameToFrame(frames: readonly Points[], reach: number, maxGap: number): Int32Array[] {
  const price = linkPrice(frames, reach);
  const labels: Int32Array[] = [];
  let active: { readonly track: number; readonly place: readonly [number, number, number]; readonly t: number }[] = [];
  let next = 0;
  frames.forEach((blobs, t) => {
    const m = blobs.length / 3;
    active = active.filter((track) => t - track.t <= maxGap + 1);
    const last = Float64Array.from(active.flatMap((track) => track.place));
    const pairs = assign(costs(last, blobs, active.length, m, reach), active.length, m, price ** 2);
    const label = new Int32Array(m).fill(-1);
    pairs.forEach((j, i) => {
      if (j >= 0) label[j] = active[i]!.track;
    });
    for (let j = 0; j < m; j++) if (label[j]! < 0) label[j] = next++;
    const seen = new Set(label);
    active = active.filter((track) => !seen.has(track.track));
    label.forEach((track, j) => active.push({ track, place: [blobs[3 * j]!, blobs[3 * j + 1]!, blobs[3 * j + 2]!], t }));
    labels.push(label);
  });
  return labels;
}

function linkPrice(frames: readonly Points[], reach: number): number {
  const away: number[] = [];
  for (let t = 1; t < frames.length; t++) {
    const from = frames[t - 1]!;
    const to = frames[t]!;
    const pairs = assign(costs(from, to, from.length / 3, to.length / 3, reach), from.length / 3, to.length / 3, reach ** 2);
    pairs.forEach((j, i) => {
      if (j >= 0) away.push(distance(from, i, to, j));
    });
  }
  return away.length > 0 ? Math.min(Math.max(1.05 * quantile(away, 0.9), 5 * quantile(away, 0.5)) + 1e-9, reach) : reach;
}
