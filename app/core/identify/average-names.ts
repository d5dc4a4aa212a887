import { CholeskyDecomposition, inverse, Matrix } from "ml-matrix";
import { associate } from "#core/identify/association";
import { missedIn, pairWeights, place, type Evidence, type PairWeights } from "#core/identify/pair-weights";
import { Scatter, type Prior } from "#core/identify/placing";
import { Random } from "#core/optics/random";

/** Maps whose probabilities are averaged; maps drawn from one of them to the next, and before the first. */
const samples = 40;
const between = 5;
const before = 10;
/** Times that every point proposes a name under one map. */
const sweeps = 5;

/**
 * Probabilities of names, averaged over the maps and scatters that the points leave plausible: one map alone, the
 * likeliest even, makes them too sure. Association, map and scatter are drawn in turn, each given the others
 * (Gibbs sampling; Tanner & Wong 1987, doi:10.1080/01621459.1987.10478458); under every map kept, the names'
 * marginal probabilities are those of `associate`.
 *
 * @param points [z, y, x] of each point, µm, one after another
 * @param terms  of each name (`termsOf`)
 * @param fit    the likeliest map and scatter, to begin with
 * @returns      probabilities [point, name]
 */
export function averageNames(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  fit: { readonly map: readonly (readonly number[])[]; readonly covariance: readonly (readonly number[])[] },
  prior: Prior,
  known: Evidence,
): Float64Array {
  const random = new Random(1, 5);
  const association = new Association(points.length / 3, terms.length);
  const probability = new Float64Array((points.length / 3) * terms.length);
  let { map, covariance } = fit;
  let pairs = pairWeights(points, terms, map, covariance, known);
  for (let step = 0, kept = 0; kept < samples; step++) {
    for (let sweep = step === 0 ? -before : 0; sweep < sweeps; sweep++) association.sweep(pairs, random);
    if (step >= before && step % between === 0) {
      const marginal = associate(pairs.weights, pairs.points, pairs.names, 30).probability;
      for (let at = 0; at < probability.length; at++) probability[at]! += marginal[at]! / samples;
      kept++;
    }
    const drawn = drawMap(points, association.nameOf, terms, prior, covariance, random);
    const next = pairWeights(points, terms, drawn, covariance, known);
    // The draw leaves out how many names the map brings into the field, where each of them may be missed.
    if (random.uniform() < Math.exp(missedIn(next) - missedIn(pairs))) map = drawn;
    covariance = scatterOf(points, association.nameOf, terms, map);
    pairs = pairWeights(points, terms, map, covariance, known);
  }
  return probability;
}

function scatterOf(
  points: Float64Array,
  nameOf: Int32Array,
  terms: readonly (readonly number[])[],
  map: readonly (readonly number[])[],
): number[][] {
  const scatter = new Scatter();
  nameOf.forEach((name, n) => {
    if (name < 0) return;
    const [z, y, x] = place(map, terms[name]!);
    scatter.add(points[3 * n]! - z, points[3 * n + 1]! - y, points[3 * n + 2]! - x);
  });
  return scatter.covariance();
}

/**
 * One association of points and names, changed step by step so that, in the long run, each comes up as often as
 * it is probable (Metropolis & Hastings): a point proposes a name as often as that explains it; a name that another
 * point has is exchanged for the proposer's own.
 */
class Association {
  /** Name of each point, −1 for none. */
  readonly nameOf: Int32Array;
  readonly #pointOf: Int32Array;

  constructor(points: number, names: number) {
    this.nameOf = new Int32Array(points).fill(-1);
    this.#pointOf = new Int32Array(names).fill(-1);
  }

  /** Every point proposes a name once; a weight of 1 stands for none. */
  sweep({ weights, points, names }: PairWeights, random: Random): void {
    const total = new Float64Array(points).fill(1);
    for (let at = 0, n = 0; n < points; n++) for (let i = 0; i < names; i++, at++) total[n]! += weights[at]!;
    const weightOf = (n: number, name: number): number => (name < 0 ? 1 : weights[n * names + name]!);
    for (let n = 0; n < points; n++) {
      const name = drawn(weights.subarray(n * names, (n + 1) * names), random.uniform(0, total[n]!));
      const own = this.nameOf[n]!;
      if (name === own) continue;
      const other = name < 0 ? -1 : this.#pointOf[name]!;
      if (other >= 0) {
        // Where the proposer has no name to give, the way back is the other's proposal.
        const odds = own < 0 ? total[n]! / total[other]! : weightOf(other, own) / weightOf(other, name);
        if (random.uniform() >= odds) continue;
        this.#give(other, own);
      } else if (own >= 0) this.#pointOf[own] = -1;
      this.#give(n, name);
    }
  }

  #give(point: number, name: number): void {
    this.nameOf[point] = name;
    if (name >= 0) this.#pointOf[name] = point;
  }
}

/** Index at which the running sum of the weights passes a value that starts with 1 for none. */
function drawn(weights: Float64Array, value: number): number {
  let left = value - 1;
  if (left < 0) return -1;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return -1;
}

/**
 * A map drawn among those that an association of points and names leaves plausible: matrix-normal about the
 * ridge regression of places on terms.
 */
function drawMap(
  points: Float64Array,
  nameOf: Int32Array,
  terms: readonly (readonly number[])[],
  prior: Prior,
  covariance: readonly (readonly number[])[],
  random: Random,
): number[][] {
  const size = prior.weight.length;
  const variance = (covariance[0]![0]! + covariance[1]![1]! + covariance[2]![2]!) / 3;
  const left = Matrix.zeros(size, size);
  const right = Matrix.zeros(size, 3);
  for (let a = 0; a < size; a++) {
    left.set(a, a, prior.weight[a]! * variance);
    for (let axis = 0; axis < 3; axis++) right.set(a, axis, prior.weight[a]! * variance * prior.map[axis]![a]!);
  }
  nameOf.forEach((name, n) => {
    if (name < 0) return;
    const term = terms[name]!;
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) left.set(a, b, left.get(a, b) + term[a]! * term[b]!);
      for (let axis = 0; axis < 3; axis++) right.set(a, axis, right.get(a, axis) + term[a]! * points[3 * n + axis]!);
    }
  });
  const spread = inverse(left);
  const mean = spread.mmul(right);
  const noise = new Matrix(Array.from({ length: size }, () => Array.from({ length: 3 }, () => random.normal())));
  const rows = lower(spread);
  const columns = lower(new Matrix(covariance.map((row) => [...row])));
  return mean.add(rows.mmul(noise).mmul(columns.transpose())).transpose().to2DArray();
}

function lower(matrix: Matrix): Matrix {
  return new CholeskyDecomposition(matrix.clone().add(matrix.transpose()).mul(0.5)).lowerTriangularMatrix;
}
