import type { PairTable } from "#contract/table";
import { backOf, consensus, knownPlaces } from "#core/link/consensus";
import { predictLocally } from "#core/link/local-affine";
import { defaultDrift, driftOnto } from "#core/link/drift";
import { distance, neighbourOrder, type Points, spread } from "#core/link/points";
import { poses } from "#core/link/poses";
import { refine, type RefineOptions, type Registration, settle } from "#core/link/registration";

export interface MatchOptions {
  /** Longest distance of a pair after registration, µm; null takes half the reference set's spread. */
  readonly reach: number | null;
  /** Starting angles about the optical axis; 1 expects the animals to lie alike. */
  readonly turns: number;
}

/** How often the pairs agreed on lead to further registrations, which then vote as well. */
const passes = 2;
/** Neighbours whose pairs say where a point lies, in those registrations. */
const speakers = [12, 24];

export const defaultMatch: MatchOptions = { reach: null, turns: 1 };

/**
 * Which points of two sets are the same neuron.
 *
 * Several starting poses, each refined by local affines and by coherent point drift, both ways round; all of them
 * vote on the pairs, those of the least residual and neighbour distortion most. The pairs agreed on then start
 * further registrations, which vote as well, twice over.
 *
 * @param reference [n, 3], µm, z, y, x
 * @param target    [m, 3], µm, z, y, x
 * @returns         pairs of indices, in order of the reference; confidence 0..1
 */
export function matchPoints(reference: Points, target: Points, options: MatchOptions = defaultMatch): PairTable {
  if (reference.length === 0 || target.length === 0) return pairsOf([], [], []);
  const forward = registrations(reference, target, options);
  const backward = registrations(target, reference, { ...options, reach: options.reach ?? gateOf(reference, options) });
  const m = target.length / 3;
  let { match, votes } = consensus(reference, target, forward, backward);
  for (let pass = 0; pass < passes; pass++) {
    const trust = votes;
    const gate = gateOf(reference, options);
    forward.push(...again(reference, target, match, (i, j) => trust[i * m + j]!, gate));
    backward.push(...again(target, reference, backOf(match, m), (j, i) => trust[i * m + j]!, gate));
    ({ match, votes } = consensus(reference, target, forward, backward));
  }
  const rows = Array.from(match.keys()).filter((i) => match[i]! >= 0 && isWithin(options.reach, forward, i, target, match[i]!));
  return pairsOf(
    rows,
    rows.map((i) => match[i]!),
    rows.map((i) => Math.min(votes[i * m + match[i]!]!, 1)),
  );
}

/** Registrations that begin where each point's neighbours, by their pairs and the more trusted the more, say it is. */
function again(from: Points, to: Points, match: Int32Array, trust: (i: number, j: number) => number, gate: number): Registration[] {
  const order = neighbourOrder(from, 60);
  const { known, places, weight } = knownPlaces(match, to, trust);
  return speakers.flatMap((k) => {
    const start = new Float64Array(from.length);
    predictLocally(from, order, known, places, weight, k, 0.1, false, start);
    return [settle(from, order, to, start, gate), refine(from, order, to, start, { ...coarseToFine(gate), coarse: 16, rounds: 8 })];
  });
}

/** Whether a pair lies within the reach that was asked for, in the registration that fits best. */
function isWithin(reach: number | null, forward: readonly Registration[], i: number, target: Points, j: number): boolean {
  return reach === null || distance(bestOf(forward).predicted, i, target, j) <= reach;
}

/** The best registration of two sets over all starting poses. */
export function register(reference: Points, target: Points, options: MatchOptions): Registration {
  return bestOf(registrations(reference, target, options));
}

function bestOf(list: readonly Registration[]): Registration {
  return list.reduce((best, one) => (one.cost < best.cost ? one : best));
}

/** Registrations from all starting poses, in every way there is. */
function registrations(reference: Points, target: Points, options: MatchOptions): Registration[] {
  const order = neighbourOrder(reference, 40);
  const gate = gateOf(reference, options);
  return poses(reference, target, options.turns).flatMap((start) => [...candidates(reference, order, target, start, gate)]);
}

/** A single point has no spread; it pairs only with a target that it comes to lie on. */
function gateOf(reference: Points, { reach }: MatchOptions): number {
  return reach ?? Math.max(0.5 * spread(reference), 1e-6);
}

function coarseToFine(gate: number): RefineOptions {
  return { rounds: 15, coarse: 36, fine: 12, ridge: 0.1, drop: 0.15, gate };
}

function* candidates(
  reference: Points,
  order: readonly Int32Array[],
  target: Points,
  start: Points,
  gate: number,
): Generator<Registration> {
  const coarse = coarseToFine(gate);
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
