import { Matrix, inverse } from "ml-matrix";

/** What speaks for names beside the places. */
export interface Evidence {
  /** Rows that are known: point to name. */
  readonly confirmed?: ReadonlyMap<number, number>;
  /** How much better each name explains a point's colour than any name does: factors [point, name]. */
  readonly colour?: Float64Array;
}

/** Points and names under one map. */
export interface PairWeights {
  /** [point, name], as `associate` takes them. */
  readonly weights: Float64Array;
  readonly points: number;
  readonly names: number;
  /** How many names ought to be seen: places in the box of the points, those near its sides by their share within. */
  readonly inField: number;
}

/** Share of the atlas's neurons in the field that a recording shows, and of its points that are neurons. */
const shown = 0.85;
const spurious = 0.05;

/**
 * How much better "this point is that name" explains the two than "the point is spurious and the name is missed".
 *
 * @param points     [z, y, x] of each point, µm, one after another
 * @param terms      of each name (`termsOf`)
 * @param covariance scatter about the places, µm², [z, y, x] × [z, y, x]
 */
export function pairWeights(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  map: readonly (readonly number[])[],
  covariance: readonly (readonly number[])[],
  { confirmed, colour }: Evidence,
): PairWeights {
  const count = points.length / 3;
  const names = terms.length;
  const precision = inverse(new Matrix(covariance.map((row) => [...row]))).to2DArray();
  const determinant = determinantOf(covariance);
  const normal = 1 / Math.sqrt((2 * Math.PI) ** 3 * determinant);
  const gain = ((shown / (1 - shown)) * normal) / clutter(points, count);
  const places = terms.map((term) => place(map, term));
  const weights = new Float64Array(count * names);
  for (let n = 0; n < count; n++) {
    const [z, y, x] = [points[3 * n]!, points[3 * n + 1]!, points[3 * n + 2]!];
    for (let i = 0; i < names; i++) {
      const [pz, py, px] = places[i]!;
      const [dz, dy, dx] = [z - pz, y - py, x - px];
      const distance =
        precision[0]![0]! * dz * dz +
        precision[1]![1]! * dy * dy +
        precision[2]![2]! * dx * dx +
        2 * (precision[0]![1]! * dz * dy + precision[0]![2]! * dz * dx + precision[1]![2]! * dy * dx);
      weights[n * names + i] = distance > 40 ? 0 : gain * Math.exp(-0.5 * distance);
    }
  }
  if (colour) for (let at = 0; at < weights.length; at++) weights[at]! *= colour[at]!;
  for (const [n, i] of confirmed ?? []) {
    for (let at = i; at < weights.length; at += names) weights[at] = 0;
    weights.fill(0, n * names, (n + 1) * names);
    weights[n * names + i] = 1e12;
  }
  return { weights, points: count, names, inField: inField(places, points, covariance) };
}

/** Logarithm of the probability that all names in the field are missed, which every pair's weight is relative to. */
export function missedIn({ inField }: PairWeights): number {
  return Math.log(1 - shown) * inField;
}

/** Where an atlas place lies in the recording, µm [z, y, x]. */
export function place(map: readonly (readonly number[])[], terms: readonly number[]): [number, number, number] {
  const at = (row: readonly number[]): number => row.reduce((sum, factor, k) => sum + factor * terms[k]!, 0);
  return [at(map[0]!), at(map[1]!), at(map[2]!)];
}

function inField(places: readonly (readonly number[])[], points: Float64Array, covariance: readonly (readonly number[])[]): number {
  const [low, high] = boxOf(points);
  const spread = covariance.map((row, axis) => Math.sqrt(row[axis]!));
  let sum = 0;
  for (const at of places)
    sum += at.reduce(
      (share, value, axis) => share * (below((high[axis]! - value) / spread[axis]!) - below((low[axis]! - value) / spread[axis]!)),
      1,
    );
  return sum;
}

/** The normal distribution function to 0.01 (logistic approximation). */
function below(value: number): number {
  return 1 / (1 + Math.exp(-1.702 * value));
}

function boxOf(points: Float64Array): [number[], number[]] {
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  for (let at = 0; at < points.length; at++) {
    low[at % 3] = Math.min(low[at % 3]!, points[at]!);
    high[at % 3] = Math.max(high[at % 3]!, points[at]!);
  }
  return [low, high];
}

/** Spurious points a µm³: they lie anywhere in the box of the points. */
function clutter(points: Float64Array, count: number): number {
  const [low, high] = boxOf(points);
  const volume = low.reduce((product, from, axis) => product * Math.max(high[axis]! - from, 10), 1);
  return (spurious * Math.max(count, 1)) / volume;
}

function determinantOf(m: readonly (readonly number[])[]): number {
  const [a, b, c] = m as readonly [readonly number[], readonly number[], readonly number[]];
  return a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
}
