import { assign } from "#core/link/assignment";
import { predictLocally } from "#core/link/local-affine";
import { confidenceOf, defaultMatch, register } from "#core/link/match-points";
import { centroid, distance, neighbourOrder, type Points, quantile } from "#core/link/points";
import { costs, refine, type Registration } from "#core/link/registration";

/** What a curator fixed at a frame: the point lies at a place, or (null) is not to be seen. */
export interface Anchor {
  readonly point: number;
  readonly place: readonly [number, number, number] | null;
}

export interface FollowOptions {
  /** How far a neuron may lie from where the constellation predicts it, µm. */
  readonly reach: number;
}

/** One frame of a followed constellation. */
export interface FollowedFrame {
  /** Blob (index within the frame) of each point, −1 for none. */
  readonly match: Int32Array;
  /** Where each point is, found or expected, [n, 3], µm. */
  readonly estimate: Points;
  /** 0..1 a point; 0 where unmatched. */
  readonly confidence: Float64Array;
}

/** Share of an expected place that comes from the constellation's own shape; the rest carries on from the frame before. */
const homing = 0.3;
/** Neighbours that bend the constellation's shape: more of them stiffen a bending worm. */
const shapers = 12;
/** Share of a found place in the running estimate; the rest is where it was expected. */
const trust = 0.3;
/** A frame that matches a smaller share of its points than this is searched anew from several poses. */
const lost = 0.5;

/**
 * Follows a constellation from a frame outwards, backwards and forwards: every frame starts from the frame
 * before and is drawn to the constellation's own shape, so that a neuron that was hidden keeps its place
 * and one error does not cost the rest of the movie.
 *
 * @param constellation [n, 3], µm
 * @param frames        blobs of every frame, [m, 3], µm
 * @param origin        the frame whose posture the constellation has
 * @param anchors       places fixed by a curator, by frame
 */
export function follow(
  constellation: Points,
  frames: readonly Points[],
  origin: number,
  anchors: ReadonlyMap<number, readonly Anchor[]>,
  options: FollowOptions,
): FollowedFrame[] {
  const order = neighbourOrder(constellation, 40);
  const result = new Array<FollowedFrame>(frames.length);
  if (frames.length === 0) return result;
  const first = step(constellation, order, frames[origin]!, constellation, anchors.get(origin) ?? [], options, true);
  result[origin] = first;
  for (const direction of [1, -1]) {
    let estimate = first.estimate;
    let earlier = first.estimate;
    let wait = 0;
    let failures = 0;
    for (let t = origin + direction; t >= 0 && t < frames.length; t += direction) {
      const start = carriedOn(earlier, estimate, frames[t]!, order, options.reach);
      const frame = step(constellation, order, frames[t]!, start, anchors.get(t) ?? [], options, wait === 0);
      result[t] = frame;
      earlier = estimate;
      estimate = frame.estimate;
      // A worm that has left the field is not searched for in every frame: the pause doubles up to 16 frames.
      const isLost = matchedShare(frame.match, frames[t]!.length / 3) < lost;
      if (!isLost) failures = wait = 0;
      else if (wait > 0) wait--;
      else wait = Math.min(2 ** failures++, 16);
    }
  }
  return result;
}

function step(
  constellation: Points,
  order: readonly Int32Array[],
  blobs: Points,
  before: Points,
  anchors: readonly Anchor[],
  options: FollowOptions,
  search: boolean,
): FollowedFrame {
  const n = constellation.length / 3;
  const m = blobs.length / 3;
  if (m === 0 || n === 0) return { match: new Int32Array(n).fill(-1), estimate: before, confidence: new Float64Array(n) };
  let found = track(constellation, order, blobs, before, anchors, options);
  if (search && matchedShare(found.match, m) < lost) {
    const anew = register(constellation, blobs, { ...defaultMatch, reach: 2 * options.reach });
    const retried = track(constellation, order, blobs, anew.predicted, anchors, options);
    if (matchedShare(retried.match, m) > matchedShare(found.match, m)) found = retried;
  }
  const confidence = confidenceOf(found, blobs);
  const estimate = found.predicted.slice();
  for (let i = 0; i < n; i++) {
    const j = found.match[i]!;
    if (j < 0) continue;
    for (let d = 0; d < 3; d++) estimate[3 * i + d] = estimate[3 * i + d]! + trust * (blobs[3 * j + d]! - estimate[3 * i + d]!);
  }
  for (const { point, place } of anchors) {
    if (place === null) continue;
    for (let d = 0; d < 3; d++) estimate[3 * point + d] = place[d]!;
    confidence[point] = 1;
  }
  return { match: found.match, estimate, confidence };
}

/** Expected places and pairs of one frame, given where the points were. */
function track(
  constellation: Points,
  order: readonly Int32Array[],
  blobs: Points,
  before: Points,
  anchors: readonly Anchor[],
  options: FollowOptions,
): Registration {
  const n = constellation.length / 3;
  const m = blobs.length / 3;
  const start = shifted(before, blobs, options.reach);
  const carried = refine(before, order, blobs, start, { rounds: 5, coarse: 24, fine: 16, ridge: 0.3, drop: 0.1, gate: options.reach });
  const matched = new Uint8Array(n);
  const to = new Float64Array(n * 3);
  for (let i = 0; i < n; i++) {
    const j = carried.match[i]!;
    if (j < 0) continue;
    matched[i] = 1;
    for (let d = 0; d < 3; d++) to[3 * i + d] = blobs[3 * j + d]!;
  }
  for (const { point, place } of anchors) {
    matched[point] = place === null ? 0 : 1;
    if (place === null) continue;
    for (let d = 0; d < 3; d++) to[3 * point + d] = place[d]!;
  }
  const weight = new Float64Array(n).fill(1);
  const shaped = new Float64Array(n * 3);
  predictLocally(constellation, order, matched, to, weight, shapers, 0.1, true, shaped);
  const predicted = carried.predicted.slice();
  for (let i = 0; i < n * 3; i++) predicted[i] = (1 - homing) * predicted[i]! + homing * shaped[i]!;

  const cost = costs(predicted, blobs, n, m, options.reach);
  hold(cost, blobs, anchors, m, options.reach / 4);
  const free = assign(cost, n, m, options.reach ** 2);
  const away: number[] = [];
  for (let i = 0; i < n; i++) if (free[i]! >= 0) away.push(distance(predicted, i, blobs, free[i]!));
  // A pair that lies eight times as far off as the typical one is none; a stricter price loses true pairs
  // wherever a few neurons move on their own, or where nearly all fit perfectly.
  const alone = Math.min(Math.max(8 * quantile(away, 0.5), options.reach / 4), options.reach) ** 2;
  const match = away.length > 0 ? assign(cost, n, m, alone) : free;
  const residual = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i++) if (match[i]! >= 0) residual[i] = distance(predicted, i, blobs, match[i]!);
  return { predicted, match, residual, cost: 0 };
}

/** An anchored point takes the blob at its place, if one is as near as `near`, and no other; nothing else takes that blob. */
function hold(cost: Float64Array, blobs: Points, anchors: readonly Anchor[], m: number, near: number): void {
  for (const { point, place } of anchors) {
    let best = -1;
    let least = near;
    for (let j = 0; j < m && place !== null; j++) {
      const d = Math.hypot(blobs[3 * j]! - place[0], blobs[3 * j + 1]! - place[1], blobs[3 * j + 2]! - place[2]);
      if (d < least) {
        least = d;
        best = j;
      }
    }
    const n = cost.length / m;
    for (let j = 0; j < m; j++) cost[point * m + j] = Number.POSITIVE_INFINITY;
    if (best < 0) continue;
    for (let i = 0; i < n; i++) cost[i * m + best] = Number.POSITIVE_INFINITY;
    cost[point * m + best] = 0;
  }
}

/** The places before, or, where that is nearer to the blobs, those that the motion since the frame before them leads to. */
function carriedOn(earlier: Points, before: Points, blobs: Points, order: readonly Int32Array[], reach: number): Points {
  const n = before.length / 3;
  const going = before.map((value, i) => 2 * value - earlier[i]!);
  const smooth = new Float64Array(3 * n);
  predictLocally(before, order, new Uint8Array(n).fill(1), going, new Float64Array(n).fill(1), 16, 0.3, true, smooth);
  return away(smooth, blobs, reach) < away(before, blobs, reach) ? smooth : before;
}

/** The places before, moved as a whole where that brings them nearer to the blobs. */
function shifted(before: Points, blobs: Points, reach: number): Points {
  const from = centroid(before);
  const to = centroid(blobs);
  const moved = before.map((value, i) => value + to[i % 3]! - from[i % 3]!);
  return away(moved, blobs, reach) < 0.8 * away(before, blobs, reach) ? moved : before;
}

/** Mean distance to the nearest blob, at most `reach`. */
function away(points: Points, blobs: Points, reach: number): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 3) {
    const z = points[i]!;
    const y = points[i + 1]!;
    const x = points[i + 2]!;
    let least = reach * reach;
    for (let j = 0; j < blobs.length; j += 3) {
      const dx = x - blobs[j + 2]!;
      const dy = y - blobs[j + 1]!;
      const dz = z - blobs[j]!;
      const d2 = dx * dx + dy * dy + dz * dz;
      if (d2 < least) least = d2;
    }
    sum += Math.sqrt(least);
  }
  return (3 * sum) / Math.max(points.length, 3);
}

function matchedShare(match: Int32Array, blobs: number): number {
  let count = 0;
  for (const j of match) if (j >= 0) count++;
  return count / Math.max(Math.min(match.length, blobs), 1);
}
