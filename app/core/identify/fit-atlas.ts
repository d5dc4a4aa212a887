import { Matrix, solve } from "ml-matrix";
import { associate } from "#core/identify/association";
import type { AtlasNeuron } from "#core/identify/atlas";
import { missedIn, pairWeights, place, type Evidence } from "#core/identify/pair-weights";
import { priorOf, Scatter, termsOf, type Prior, type Start } from "#core/identify/placing";

/** How the atlas lies in a recording, and who is who in it. */
export interface AtlasFit {
  /** Rows [z, y, x] of the recording; columns the terms of `termsOf`. */
  readonly map: readonly (readonly number[])[];
  /** Scatter of neurons about the atlas, µm² [z, y, x] × [z, y, x]. */
  readonly covariance: readonly (readonly number[])[];
  /** Probabilities [point, name]. */
  readonly probability: Float64Array;
  /** Larger where the atlas explains the points better. */
  readonly score: number;
}

export interface FitOptions extends Evidence, Start {
  readonly rounds: number;
}

/** Rounds of belief propagation before the end, where only its drift matters. */
const few = 12;
/** How far the first guess may be wrong, µm. */
const coarse = 12;

/**
 * Lays the atlas over points by expectation and maximisation: neurons scatter about their atlas places by a
 * normal law; the places are brought into the recording by an affine map with a gentle bend along the body,
 * kept near the given orientation at true scale by a prior; names are unique.
 *
 * @param points [z, y, x] of each point, µm, one after another
 */
export function fitAtlas(points: Float64Array, atlas: readonly AtlasNeuron[], options: FitOptions): AtlasFit {
  const count = points.length / 3;
  const terms = atlas.map(({ position }) => termsOf(position, options.start.atlas));
  const prior = priorOf(options);
  let map: number[][] = prior.map.map((row) => [...row]);
  let covariance = new Scatter().covariance(coarse);
  let probability = new Float64Array(count * atlas.length);
  let score = 0;
  for (let round = 0; round < options.rounds; round++) {
    const last = round >= options.rounds - 4;
    ({ probability, score } = expect(points, terms, map, covariance, options, last || round % 3 === 2));
    if (round === options.rounds - 1) break;
    map = maximise(points, terms, probability, prior, covariance, round / options.rounds);
    const shrunk = coarse * Math.exp((-4 * round) / options.rounds);
    covariance = scatter(points, terms, map, probability, Math.max(shrunk * (1 - (round / options.rounds) * 1.4), 0));
  }
  return { map, covariance, probability, score };
}

/** Probabilities [point, name] under a map and a scatter that are known. */
export function explain(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  map: AtlasFit["map"],
  covariance: AtlasFit["covariance"],
): Float64Array {
  const { weights, points: count, names } = pairWeights(points, terms, map, covariance, {});
  return associate(weights, count, names).probability;
}

function expect(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  map: AtlasFit["map"],
  covariance: readonly (readonly number[])[],
  known: Evidence,
  unique: boolean,
): { probability: Float64Array<ArrayBuffer>; score: number } {
  const pairs = pairWeights(points, terms, map, covariance, known);
  const { weights, points: count, names } = pairs;
  if (unique) {
    const { probability, evidence } = associate(weights, count, names, few);
    return { probability, score: evidence + missedIn(pairs) };
  }
  const alone = new Float64Array(weights.length);
  for (let n = 0; n < count; n++) {
    let total = 1;
    for (let i = 0, at = n * names; i < names; i++, at++) total += weights[at]!;
    for (let i = 0, at = n * names; i < names; i++, at++) alone[at] = weights[at]! / total;
  }
  return { probability: alone, score: -Infinity };
}

function maximise(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  probability: Float64Array,
  prior: Prior,
  covariance: readonly (readonly number[])[],
  done: number,
): number[][] {
  const names = terms.length;
  const size = terms[0]!.length;
  const left = Matrix.zeros(size, size);
  const right = Matrix.zeros(size, 3);
  const variance = (covariance[0]![0]! + covariance[1]![1]! + covariance[2]![2]!) / 3;
  // The bend is let in once the straight map has settled.
  const belief = prior.weight.map((weight, k) => (k >= 4 && done < 0.4 ? 1e6 : weight) * variance);
  for (let i = 0; i < names; i++) {
    let [w, sz, sy, sx] = [0, 0, 0, 0];
    for (let n = 0, at = i; at < probability.length; n++, at += names) {
      const p = probability[at]!;
      if (p < 1e-6) continue;
      w += p;
      sz += p * points[3 * n]!;
      sy += p * points[3 * n + 1]!;
      sx += p * points[3 * n + 2]!;
    }
    if (w === 0) continue;
    const term = terms[i]!;
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) left.set(a, b, left.get(a, b) + w * term[a]! * term[b]!);
      right.set(a, 0, right.get(a, 0) + term[a]! * sz);
      right.set(a, 1, right.get(a, 1) + term[a]! * sy);
      right.set(a, 2, right.get(a, 2) + term[a]! * sx);
    }
  }
  for (let a = 0; a < size; a++) {
    left.set(a, a, left.get(a, a) + belief[a]!);
    for (let axis = 0; axis < 3; axis++) right.set(a, axis, right.get(a, axis) + belief[a]! * prior.map[axis]![a]!);
  }
  return solve(left, right).transpose().to2DArray();
}

/** Covariance of points about their places, with a prior of a few neurons, and no smaller than a floor (µm). */
function scatter(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  map: AtlasFit["map"],
  probability: Float64Array,
  floor: number,
): number[][] {
  const names = terms.length;
  const scattered = new Scatter();
  for (let i = 0; i < names; i++) {
    const [pz, py, px] = place(map, terms[i]!);
    for (let n = 0, at = i; at < probability.length; n++, at += names) {
      const p = probability[at]!;
      if (p < 1e-6) continue;
      scattered.add(points[3 * n]! - pz, points[3 * n + 1]! - py, points[3 * n + 2]! - px, p);
    }
  }
  return scattered.covariance(floor);
}
