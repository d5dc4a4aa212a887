import { assign } from "#core/link/assignment";
import { predictLocally } from "#core/link/local-affine";
import { distance, neighbourOrder, type Points, quantile } from "#core/link/points";
import type { Registration } from "#core/link/registration";

/** How much worse a registration may fit, in shares of the best one's cost, before its vote falls to a third. */
const lenience = 0.05;
/** Rounds in which neighbours vote on one another. */
const rounds = 4;
/** Share of a vote that the neighbours have in a round. */
const neighbourly = 0.3;
/** Neighbours that speak for a point. */
const speakers = 12;
/** A pair with less than this many votes is none. */
const least = Math.exp(-5);

/** Votes for every pair of two sets, 0..1, and the pairs they lead to. */
export interface Consensus {
  /** [n, m]. */
  readonly votes: Float64Array;
  /** Target of each reference point, −1 for none. */
  readonly match: Int32Array;
}

/**
 * Which points are the same, by votes: every registration of the one set over the other, and of the other over
 * the one, speaks for the pairs it makes likely, the better it fits the louder. Then each point is looked for
 * where its neighbours' pairs say it is, itself left out, a few times over.
 *
 * Consensus of many registrations as in Nguyen et al. (2017), doi:10.1371/journal.pcbi.1005517.
 *
 * @param forward  registrations of the reference set over the target set
 * @param backward registrations of the target set over the reference set
 */
export function consensus(
  reference: Points,
  target: Points,
  forward: readonly Registration[],
  backward: readonly Registration[],
): Consensus {
  const n = reference.length / 3;
  const m = target.length / 3;
  let votes = new Float64Array(n * m);
  for (const [list, isBack] of [
    [forward, false],
    [backward, true],
  ] as const) {
    const best = Math.min(...list.map(({ cost }) => cost));
    const loud = list.map(({ cost }) => Math.exp((best - cost) / (lenience * best + 1e-12)));
    const total = loud.reduce((sum, value) => sum + value, 0);
    list.forEach(({ predicted, residual }, i) => {
      const typical = quantile(
        residual.filter((value) => !Number.isNaN(value)),
        0.5,
      );
      speak(votes, predicted, isBack ? reference : target, typical, (0.5 * loud[i]!) / total, isBack, m);
    });
  }
  let match = pairsOf(votes, n, m);
  const orders = [neighbourOrder(reference, 60), neighbourOrder(target, 60)] as const;
  for (let round = 0; round < rounds; round++) {
    const said = new Float64Array(n * m);
    askNeighbours(said, reference, target, match, orders[0], votes, false, m);
    askNeighbours(said, target, reference, backOf(match, m), orders[1], votes, true, m);
    votes = votes.map((value, at) => (1 - neighbourly) * value + neighbourly * said[at]!);
    match = pairsOf(votes, n, m);
  }
  return { votes, match };
}

function pairsOf(votes: Float64Array, n: number, m: number): Int32Array {
  const price = -Math.log(least);
  return assign(
    votes.map((value) => (value > least ? -Math.log(value) : Number.POSITIVE_INFINITY)),
    n,
    m,
    price,
  );
}

/** Adds what one registration says: for each point, how likely each point of the other set is it. */
function speak(votes: Float64Array, predicted: Points, other: Points, typical: number, weight: number, isBack: boolean, m: number): void {
  const count = predicted.length / 3;
  const others = other.length / 3;
  const variance = Math.max(Number.isNaN(typical) ? 0 : typical, 1e-9) ** 2;
  const row = new Float64Array(others);
  for (let i = 0; i < count; i++) {
    let sum = Math.exp(-4.5);
    for (let j = 0; j < others; j++) {
      const d2 =
        (predicted[3 * i]! - other[3 * j]!) ** 2 +
        (predicted[3 * i + 1]! - other[3 * j + 1]!) ** 2 +
        (predicted[3 * i + 2]! - other[3 * j + 2]!) ** 2;
      row[j] = d2 < 60 * variance ? Math.exp(-d2 / (2 * variance)) : 0;
      sum += row[j]!;
    }
    for (let j = 0; j < others; j++) {
      const at = isBack ? j * m + i : i * m + j;
      if (row[j]! > 0) votes[at] = votes[at]! + (weight * row[j]!) / sum;
    }
  }
}

function askNeighbours(
  said: Float64Array,
  from: Points,
  to: Points,
  match: Int32Array,
  order: readonly Int32Array[],
  votes: Float64Array,
  isBack: boolean,
  m: number,
): void {
  const count = match.length;
  const { known, places, weight } = knownPlaces(match, to, (i, j) => votes[isBack ? j * m + i : i * m + j]!);
  const expected = new Float64Array(3 * count);
  predictLocally(from, order, known, places, weight, speakers, 0.1, false, expected);
  const away: number[] = [];
  for (let i = 0; i < count; i++) if (known[i] === 1) away.push(distance(expected, i, places, i));
  speak(said, expected, to, quantile(away, 0.5), 0.5, isBack, m);
}

/** Pairs as seen from the other set: reference of each of `m` targets, −1 for none. */
export function backOf(match: Int32Array, m: number): Int32Array {
  const back = new Int32Array(m).fill(-1);
  match.forEach((j, i) => {
    if (j >= 0) back[j] = i;
  });
  return back;
}

/** Where matched points lie in the other set and how far that is trusted, as `predictLocally` reads it. */
export function knownPlaces(match: Int32Array, to: Points, trust: (i: number, j: number) => number) {
  const known = new Uint8Array(match.length);
  const places = new Float64Array(3 * match.length);
  const weight = new Float64Array(match.length);
  match.forEach((j, i) => {
    if (j < 0) return;
    known[i] = 1;
    weight[i] = trust(i, j) + 0.02;
    places.set(to.subarray(3 * j, 3 * j + 3), 3 * i);
  });
  return { known, places, weight };
}
