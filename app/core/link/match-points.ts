import type { PairTable } from "#contract/table";
import { defaultDrift, driftOnto } from "#core/link/drift";
import { neighbourOrder, type Points, spread } from "#core/link/points";
import { poses } from "#core/link/poses";
import { refine, type Registration, settle } from "#core/link/registration";

export interface MatchOptions {
  /** Longest distance of a pair after registration, µm; null takes half the reference set's spread. */
  readonly reach: number | null;
  /** Starting angles about the optical axis; 1 expects the animals to lie alike. */
  readonly turns: number;
}

export const defaultMatch: MatchOptions = { reach: null, turns: 1 };

/**
 * Which points of two sets are the same neuron.
 *
 * Several starting poses, each refined by local affines and by coherent point drift; the registration of the
 * least residual and neighbour distortion gives the pairs.
 *
 * @param reference [n, 3], µm, z, y, x
 * @param target    [m, 3], µm, z, y, x
 * @returns         pairs of indices, in order of the reference; confidence 0..1
 */
export function matchPoints(reference: Points, target: Points, options: MatchOptions = defaultMatch): PairTable {
  if (reference.length === 0 || target.length === 0) return pairsOf([], [], []);
  const best = register(reference, target, options);
  const confidence = confidenceOf(best, target);
  const rows = Array.from(best.match.keys()).filter((i) => best.match[i]! >= 0);
  return pairsOf(
    rows,
    rows.map((i) => best.match[i]!),
    rows.map((i) => confidence[i]!),
  );
}

/** The best registration of two sets over all starting poses. */
export function register(reference: Points, target: Points, options: MatchOptions): Registration {
  const order = neighbourOrder(reference, 40);
  // A single point has no spread; it pairs only with a target that it comes to lie on.
  const gate = options.reach ?? Math.max(0.5 * spread(reference), 1e-6);
  let best: Registration | null = null;
  for (const start of poses(reference, target, options.turns)) {
    for (const candidate of candidates(reference, order, target, start, gate)) {
      if (best === null || candidate.cost < best.cost) best = candidate;
    }
  }
  return best!;
}

function* candidates(
  reference: Points,
  order: readonly Int32Array[],
  target: Points,
  start: Points,
  gate: number,
): Generator<Registration> {
  const coarse = { rounds: 15, coarse: 36, fine: 12, ridge: 0.1, drop: 0.15, gate } as const;
  yield refine(reference, order, target, start, coarse);
  const drifted = driftOnto(reference, target, start, defaultDrift);
  yield settle(reference, order, target, drifted, gate);
  yield refine(reference, order, target, drifted, { ...coarse, coarse: 16, rounds: 8 });
}

/**
 * How sure each pair is: a pair is doubtful where its distance is large among the others', or where another
 * target lies almost as near to the expected place.
 *
 * @returns 0..1 a reference point; 0 where unmatched
 */
export function confidenceOf(registration: Registration, target: Points): Float64Array {
  const { predicted, match, residual } = registration;
  const n = match.length;
  const m = target.length / 3;
  let sum = 0;
  let count = 0;
  for (const value of residual) {
    if (Number.isNaN(value)) continue;
    sum += value * value;
    count++;
  }
  const variance = sum / Math.max(count, 1) || 1e-9;
  // What lies further off than this adds less than a millionth.
  const far = 36 * variance;
  const confidence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const j = match[i]!;
    if (j < 0) continue;
    let all = Math.exp(-4.5);
    let own = 0;
    for (let other = 0; other < m; other++) {
      const d2 =
        (predicted[3 * i]! - target[3 * other]!) ** 2 +
        (predicted[3 * i + 1]! - target[3 * other + 1]!) ** 2 +
        (predicted[3 * i + 2]! - target[3 * other + 2]!) ** 2;
      if (d2 > far && other !== j) continue;
      const likely = Math.exp(-d2 / (2 * variance));
      all += likely;
      if (other === j) own = likely;
    }
    confidence[i] = own / all;
  }
  return confidence;
}

function pairsOf(reference: readonly number[], target: readonly number[], confidence: readonly number[]): PairTable {
  return { reference: Int32Array.from(reference), target: Int32Array.from(target), confidence: Float64Array.from(confidence) };
}
