import { assign } from "#core/link/assignment";
import { predictLocally } from "#core/link/local-affine";
import { distance, type Points, quantile } from "#core/link/points";

/** How a registration is refined, coarse to fine. */
export interface RefineOptions {
  readonly rounds: number;
  /** Neighbours that speak for a point in the first and in the last round. */
  readonly coarse: number;
  readonly fine: number;
  readonly ridge: number;
  /** Share of the worst pairs left out of every fit. */
  readonly drop: number;
  /** Longest distance of a pair, µm. */
  readonly gate: number;
}

/** A reference set laid over a target set. */
export interface Registration {
  /** Where each reference point is expected, [n, 3], µm. */
  readonly predicted: Points;
  /** Target of each reference point, −1 for none. */
  readonly match: Int32Array;
  /** Distance of each pair, µm; NaN where unmatched. */
  readonly residual: Float64Array;
  /** How badly it fits: smaller is better; comparable among registrations of the same two sets. */
  readonly cost: number;
}

/**
 * Refines a registration: pairs are taken one to one, the worst are left out, and every point moves by the
 * affine of its nearest pairs, with fewer and fewer of them.
 *
 * @param order neighbours of each reference point (`neighbourOrder(reference)`)
 * @param start where the reference points are thought to lie over the target, [n, 3]
 */
export function refine(
  reference: Points,
  order: readonly Int32Array[],
  target: Points,
  start: Points,
  options: RefineOptions,
): Registration {
  const n = reference.length / 3;
  const m = target.length / 3;
  const predicted = start.slice();
  const matched = new Uint8Array(n);
  const to = new Float64Array(n * 3);
  const weight = new Float64Array(n).fill(1);
  const steps = Math.max(options.rounds, 1);
  for (let round = 0; round < steps; round++) {
    const share = steps === 1 ? 1 : round / (steps - 1);
    const k = Math.round(options.coarse + (options.fine - options.coarse) * share);
    const pairs = assign(costs(predicted, target, n, m, options.gate), n, m, options.gate ** 2);
    const away: number[] = [];
    for (let i = 0; i < n; i++) if (pairs[i]! >= 0) away.push(distance(predicted, i, target, pairs[i]!));
    const limit = quantile(away, 1 - options.drop);
    matched.fill(0);
    for (let i = 0; i < n; i++) {
      const j = pairs[i]!;
      if (j < 0 || distance(predicted, i, target, j) > limit) continue;
      matched[i] = 1;
      for (let d = 0; d < 3; d++) to[3 * i + d] = target[3 * j + d]!;
    }
    predictLocally(reference, order, matched, to, weight, k, options.ridge, true, predicted);
  }
  return settle(reference, order, target, predicted, options.gate);
}

/**
 * The final pairs of a registration: gated, with a price for no match of 1.05 × the 90th percentile of the
 * distances found without it (Jaqaman et al. 2008, doi:10.1038/nmeth.1237), but never less than five times
 * their median, so that a good fit does not lose its own tail.
 */
export function settle(reference: Points, order: readonly Int32Array[], target: Points, predicted: Points, gate: number): Registration {
  const n = predicted.length / 3;
  const m = target.length / 3;
  const cost = costs(predicted, target, n, m, gate);
  const free = assign(cost, n, m, gate ** 2);
  const away = distances(predicted, target, free);
  const alone = Math.min(Math.max(1.05 * quantile(away, 0.9), 5 * quantile(away, 0.5)) ** 2 + 1e-12, gate ** 2);
  const match = Number.isFinite(alone) ? assign(cost, n, m, alone) : free;
  const residual = new Float64Array(n).fill(Number.NaN);
  let sum = 0;
  let found = 0;
  for (let i = 0; i < n; i++) {
    if (match[i]! < 0) continue;
    residual[i] = distance(predicted, i, target, match[i]!);
    sum += residual[i]!;
    found++;
  }
  const missing = Math.min(n, m) - found;
  const fit = (sum + missing * gate) / Math.max(Math.min(n, m), 1);
  return { predicted, match, residual, cost: fit + 0.5 * distortion(reference, order, target, match) };
}

/** Mean change of the distances between neighbours that are both matched, µm. */
function distortion(reference: Points, order: readonly Int32Array[], target: Points, match: Int32Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < match.length; i++) {
    if (match[i]! < 0) continue;
    for (const j of order[i]!.subarray(0, 6)) {
      if (match[j]! < 0) continue;
      sum += Math.abs(distance(reference, i, reference, j) - distance(target, match[i]!, target, match[j]!));
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

/** Squared distances, [n, m]; Infinity beyond the gate. */
export function costs(predicted: Points, target: Points, n: number, m: number, gate: number): Float64Array {
  const cost = new Float64Array(n * m);
  const most = gate * gate;
  for (let i = 0; i < n; i++) {
    const z = predicted[3 * i]!;
    const y = predicted[3 * i + 1]!;
    const x = predicted[3 * i + 2]!;
    for (let j = 0; j < m; j++) {
      const d2 = (target[3 * j]! - z) ** 2 + (target[3 * j + 1]! - y) ** 2 + (target[3 * j + 2]! - x) ** 2;
      cost[i * m + j] = d2 <= most ? d2 : Number.POSITIVE_INFINITY;
    }
  }
  return cost;
}

function distances(predicted: Points, target: Points, pairs: Int32Array): number[] {
  const away: number[] = [];
  for (let i = 0; i < pairs.length; i++) if (pairs[i]! >= 0) away.push(distance(predicted, i, target, pairs[i]!));
  return away;
}
