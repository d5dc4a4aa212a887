import { Matrix, inverse, solve } from "ml-matrix";
import { associate } from "#core/identify/association";
import type { AtlasNeuron } from "#core/identify/atlas";
import type { Frame } from "#core/identify/orientation";

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

export interface FitOptions {
  /** Where left, tail and dorsal point. */
  readonly frame: Frame;
  /** Point of the recording [z, y, x] and of the atlas (left, tail, dorsal) that are laid on each other to begin with. */
  readonly start: { readonly recording: readonly number[]; readonly atlas: readonly number[] };
  /** Rows that are known: point to name. */
  readonly confirmed?: ReadonlyMap<number, number>;
  /** How much better each name explains a point's colour than any name does: factors [point, name]. */
  readonly colour?: Float64Array;
  readonly rounds: number;
}

/** Share of the atlas's neurons in the field that a recording shows, and of its points that are neurons. */
const shown = 0.85;
const spurious = 0.05;
/** Scatter between individuals that is expected before anything is known, µm, and how many neurons' worth of belief. */
const expected = 3;
const belief = 10;
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
  let covariance = diagonal(coarse ** 2);
  let density = clutter(points, count);
  let probability = new Float64Array(count * atlas.length);
  let score = 0;
  for (let round = 0; round < options.rounds; round++) {
    const last = round >= options.rounds - 4;
    ({ probability, score } = expect(points, terms, map, covariance, density, options, last || round % 3 === 2));
    if (round === options.rounds - 1) break;
    map = maximise(points, terms, probability, prior, covariance, round / options.rounds);
    const shrunk = coarse * Math.exp((-4 * round) / options.rounds);
    covariance = scatter(points, terms, map, probability, Math.max(shrunk * (1 - (round / options.rounds) * 1.4), 0));
    density = clutter(points, count);
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
  return expect(points, terms, map, covariance, clutter(points, points.length / 3), {}, true).probability;
}

/** Where an atlas place lies in the recording, µm [z, y, x]. */
export function place(map: AtlasFit["map"], terms: readonly number[]): [number, number, number] {
  const at = (row: readonly number[]): number => row.reduce((sum, factor, k) => sum + factor * terms[k]!, 0);
  return [at(map[0]!), at(map[1]!), at(map[2]!)];
}

/** 1, left, tail, dorsal about the start, and the bend: tail squared and cubed, in units of 100 µm. */
export function termsOf(position: readonly number[], about: readonly number[]): number[] {
  const [left, tail, dorsal] = [position[0]! - about[0]!, position[1]! - about[1]!, position[2]! - about[2]!];
  const far = tail / 100;
  return [1, left, tail, dorsal, far * far * 10, far * far * far * 5];
}

interface Prior {
  readonly map: readonly (readonly number[])[];
  /** Belief in each term, 1/µm² of its own unit. */
  readonly weight: readonly number[];
}

function priorOf({ frame, start }: FitOptions): Prior {
  const map = [0, 1, 2].map((axis) => [start.recording[axis]!, frame[0][axis]!, frame[1][axis]!, frame[2][axis]!, 0, 0]);
  // A start may be 30 µm off; slopes by 0.15; bends by some ten µm at 100 µm from the middle.
  return { map, weight: [1 / 30 ** 2, 1 / 0.15 ** 2, 1 / 0.15 ** 2, 1 / 0.15 ** 2, 1, 1] };
}

function expect(
  points: Float64Array,
  terms: readonly (readonly number[])[],
  map: AtlasFit["map"],
  covariance: readonly (readonly number[])[],
  density: number,
  { confirmed, colour }: Pick<FitOptions, "confirmed" | "colour">,
  unique: boolean,
): { probability: Float64Array<ArrayBuffer>; score: number } {
  const count = points.length / 3;
  const names = terms.length;
  const precision = inverse(new Matrix(covariance.map((row) => [...row]))).to2DArray();
  const determinant = determinantOf(covariance);
  const normal = 1 / Math.sqrt((2 * Math.PI) ** 3 * determinant);
  const gain = ((shown / (1 - shown)) * normal) / density;
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
  if (unique) {
    const { probability, evidence } = associate(weights, count, names, 30);
    return { probability, score: evidence + Math.log(1 - shown) * within(places, points) };
  }
  const alone = new Float64Array(weights.length);
  for (let n = 0; n < count; n++) {
    let total = 1;
    for (let i = 0, at = n * names; i < names; i++, at++) total += weights[at]!;
    for (let i = 0, at = n * names; i < names; i++, at++) alone[at] = weights[at]! / total;
  }
  return { probability: alone, score: -Infinity };
}

/** How many places lie in the box of the points: neurons that ought to be seen. */
function within(places: readonly (readonly number[])[], points: Float64Array): number {
  const [low, high] = boxOf(points);
  return places.filter((at) => at.every((value, axis) => value >= low[axis]! && value <= high[axis]!)).length;
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
  const sum = diagonal(belief * expected ** 2);
  let total = belief;
  for (let i = 0; i < names; i++) {
    const [pz, py, px] = place(map, terms[i]!);
    for (let n = 0, at = i; at < probability.length; n++, at += names) {
      const p = probability[at]!;
      if (p < 1e-6) continue;
      const away = [points[3 * n]! - pz, points[3 * n + 1]! - py, points[3 * n + 2]! - px];
      total += p;
      for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) sum[a]![b]! += p * away[a]! * away[b]!;
    }
  }
  return sum.map((row, a) => row.map((value, b) => (a === b ? Math.max(value / total, floor ** 2) : value / total)));
}

/** Spurious points a µm³: they lie anywhere in the box of the points. */
function clutter(points: Float64Array, count: number): number {
  const [low, high] = boxOf(points);
  const volume = low.reduce((product, from, axis) => product * Math.max(high[axis]! - from, 10), 1);
  return (spurious * Math.max(count, 1)) / volume;
}

function diagonal(value: number): number[][] {
  return [
    [value, 0, 0],
    [0, value, 0],
    [0, 0, value],
  ];
}

function determinantOf(m: readonly (readonly number[])[]): number {
  const [a, b, c] = m as readonly [readonly number[], readonly number[], readonly number[]];
  return a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
}
