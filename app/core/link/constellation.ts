import { follow, type FollowOptions, type FollowedFrame } from "#core/link/follow";
import { predictLocally } from "#core/link/local-affine";
import { distance, neighbourOrder, type Points, quantile } from "#core/link/points";
import { refine } from "#core/link/registration";

/** The arrangement of neurons that every frame is matched to. */
export interface Constellation {
  /** [n, 3], µm, in the posture of the origin frame; in order of x. */
  readonly points: Points;
  /** Frame whose posture the points have. */
  readonly origin: number;
}

/**
 * The frame most like all others: the medoid, by registration cost, of some frames spread over the movie
 * that hold many blobs.
 */
export function originFrame(frames: readonly Points[], reach: number): number {
  const most = 9;
  const counts = frames.map((points) => points.length / 3);
  const enough = quantile(counts, 0.5);
  const rich = Array.from(frames.keys()).filter((t) => counts[t]! >= enough && counts[t]! > 0);
  const picked = Array.from(
    { length: Math.min(most, rich.length) },
    (_, i) => rich[Math.floor(((i + 0.5) * rich.length) / Math.min(most, rich.length))]!,
  );
  let best = picked[0] ?? 0;
  let least = Number.POSITIVE_INFINITY;
  for (const a of picked) {
    const order = neighbourOrder(frames[a]!, 40);
    let sum = 0;
    for (const b of picked) {
      if (a === b) continue;
      sum += refine(frames[a]!, order, frames[b]!, frames[a]!, {
        rounds: 6,
        coarse: 36,
        fine: 12,
        ridge: 0.1,
        drop: 0.15,
        gate: 2 * reach,
      }).cost;
    }
    if (sum < least) {
      least = sum;
      best = a;
    }
  }
  return best;
}

/**
 * Gathers a constellation over time. Detection misses neurons in single frames and finds what is none, so
 * the origin frame's blobs are followed once; places that nothing explains but that come back in many
 * frames become points, points that hardly come back are dropped, and every point moves to the median of
 * its places brought back to the origin's posture.
 *
 * @param frames blobs of every frame, [m, 3], µm
 * @param share  share (0..1) of frames in which a point must be found
 */
export function gatherConstellation(frames: readonly Points[], share: number, options: FollowOptions): Constellation {
  const origin = originFrame(frames, options.reach);
  let points = frames[origin] ?? new Float64Array(0);
  for (let round = 0; round < 2; round++) {
    const followed = follow(points, frames, origin, new Map(), options);
    points = inOrder(consensus(points, frames, followed, share));
  }
  return { points, origin };
}

function consensus(points: Points, frames: readonly Points[], followed: readonly FollowedFrame[], share: number): Points {
  const n = points.length / 3;
  const needed = Math.max(1, share * frames.length);
  const step = Math.max(1, Math.ceil(frames.length / 400));
  const order = neighbourOrder(points, 1);
  const apart = quantile(
    Array.from(order.keys())
      .filter((i) => order[i]!.length > 0)
      .map((i) => distance(points, i, points, order[i]![0]!)),
    0.5,
  );
  const near = Number.isFinite(apart) ? 0.5 * apart : 1;
  const home: number[][] = Array.from({ length: n }, () => []);
  const stray: number[] = [];
  let visited = 0;
  for (let t = 0; t < frames.length; t += step) {
    visited++;
    const back = broughtBack(points, frames[t]!, followed[t]!);
    const taken = new Uint8Array(frames[t]!.length / 3);
    followed[t]!.match.forEach((j, i) => {
      if (j < 0) return;
      taken[j] = 1;
      home[i]!.push(back[3 * j]!, back[3 * j + 1]!, back[3 * j + 2]!);
    });
    taken.forEach((used, j) => {
      if (used === 0) stray.push(t, back[3 * j]!, back[3 * j + 1]!, back[3 * j + 2]!);
    });
  }
  const kept: number[] = [];
  const least = (needed / frames.length) * visited;
  for (const places of home) {
    if (places.length / 3 < least) continue;
    for (let d = 0; d < 3; d++)
      kept.push(
        quantile(
          places.filter((_, i) => i % 3 === d),
          0.5,
        ),
      );
  }
  addModes(kept, stray, near, least);
  return Float64Array.from(kept);
}

/**
 * Blobs of a frame, brought back to the constellation's posture by their matched neighbours.
 *
 * @param points the constellation, [n, 3]
 * @param blobs  [m, 3]; more than the frame was followed with are welcome at the end
 * @returns      [m, 3], µm
 */
export function broughtBack(points: Points, blobs: Points, frame: FollowedFrame): Points {
  const m = blobs.length / 3;
  const matched = new Uint8Array(m);
  const to = new Float64Array(m * 3);
  const weight = new Float64Array(m).fill(1);
  frame.match.forEach((j, i) => {
    if (j < 0) return;
    matched[j] = 1;
    for (let d = 0; d < 3; d++) to[3 * j + d] = points[3 * i + d]!;
  });
  const back = new Float64Array(m * 3);
  predictLocally(blobs, neighbourOrder(blobs, 24), matched, to, weight, 12, 0.1, false, back);
  return back;
}

/** Adds the densest gatherings of stray places, one count a frame, that no kept point explains. */
function addModes(kept: number[], stray: readonly number[], near: number, least: number): void {
  const count = stray.length / 4;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => stray[4 * a + 3]! - stray[4 * b + 3]!);
  const free = new Uint8Array(count).fill(1);
  const seen = new Set<number>();
  /** Free places around the one of a rank in x, and how many frames they come from. */
  const around = (rank: number): { readonly members: number[]; readonly frames: number } => {
    const a = order[rank]!;
    const members: number[] = [];
    seen.clear();
    const take = (b: number): boolean => {
      const dx = stray[4 * a + 3]! - stray[4 * b + 3]!;
      if (dx > near || dx < -near) return false;
      const dz = stray[4 * a + 1]! - stray[4 * b + 1]!;
      const dy = stray[4 * a + 2]! - stray[4 * b + 2]!;
      if (free[b] === 1 && dz * dz + dy * dy + dx * dx <= near * near) {
        members.push(b);
        seen.add(stray[4 * b]!);
      }
      return true;
    };
    for (let i = rank; i >= 0 && take(order[i]!); i--);
    for (let i = rank + 1; i < count && take(order[i]!); i++);
    return { members, frames: seen.size };
  };
  // Counts only fall as places are taken, so that most places are looked at once.
  let hopeful = order.map((place, rank) => ({ place, rank, frames: around(rank).frames })).filter(({ frames }) => frames >= least);
  for (;;) {
    hopeful = hopeful.filter(({ place }) => free[place] === 1).sort((a, b) => b.frames - a.frames || a.place - b.place);
    let best: { readonly members: number[]; readonly frames: number } | null = null;
    for (const one of hopeful) {
      if (best !== null && one.frames <= best.frames) break;
      const now = around(one.rank);
      one.frames = now.frames;
      if (best === null || now.frames > best.frames) best = now;
    }
    if (best === null || best.frames < least || best.members.length === 0) return;
    const { members } = best;
    const place = [1, 2, 3].map((d) =>
      quantile(
        members.map((b) => stray[4 * b + d]!),
        0.5,
      ),
    );
    for (const b of members) free[b] = 0;
    let lone = true;
    for (let i = 0; i < kept.length; i += 3) {
      if (Math.hypot(kept[i]! - place[0]!, kept[i + 1]! - place[1]!, kept[i + 2]! - place[2]!) < 0.6 * near) lone = false;
    }
    if (lone) kept.push(place[0]!, place[1]!, place[2]!);
  }
}

function inOrder(points: Points): Points {
  const n = points.length / 3;
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => points[3 * a + 2]! - points[3 * b + 2]! || points[3 * a + 1]! - points[3 * b + 1]!,
  );
  const sorted = new Float64Array(points.length);
  order.forEach((from, i) => sorted.set(points.subarray(3 * from, 3 * from + 3), 3 * i));
  return sorted;
}
