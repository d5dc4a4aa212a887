import type { TrackTable } from "#contract/table";
import { assign } from "#core/link/assignment";
import { deviation } from "#core/score/detection";
import type { RowPair } from "#core/score/pair-frames";

/** How well identities hold. */
export interface IdentityScore {
  /** Detections that carry the id which their neuron had in the reference frame / all true detections. */
  readonly overTime: number;
  /** Standard deviation of that share over neurons. */
  readonly spread: number;
  /** The reference frame: the one with most neurons tracked. */
  readonly reference: number;
  /** Identity F1 under the best one-to-one assignment of tracks to neurons (Ristani et al. 2016, doi:10.1007/978-3-319-48881-3_2). */
  readonly idf1: number;
  /** Changes of id, a neuron. */
  readonly switches: number;
  /** Consecutive detections of a neuron that carry one id / all consecutive detections. */
  readonly links: number;
  /** True detections. */
  readonly detections: number;
  /** Track that stands for each true neuron: its id in the reference frame, else in the nearest frame it has one. */
  readonly trackOf: ReadonlyMap<number, number>;
}

/**
 * Scores identities over paired positions.
 *
 * @param found pairs' found table; rows of track −1 are detections without an id
 * @param truth positions with the neurons' true numbers in `track`
 */
export function identityScore(found: TrackTable, truth: TrackTable, pairs: readonly RowPair[]): IdentityScore {
  const tracked = new Map<number, number>();
  for (const pair of pairs) if (found.track[pair.found]! >= 0) tracked.set(pair.t, (tracked.get(pair.t) ?? 0) + 1);
  let reference = 0;
  let most = -1;
  for (const [t, count] of [...tracked].sort((a, b) => a[0] - b[0])) {
    if (count > most) {
      most = count;
      reference = t;
    }
  }
  const courses = new Map<number, { readonly t: number; readonly id: number }[]>();
  for (const pair of pairs) {
    const neuron = truth.track[pair.truth]!;
    const course = courses.get(neuron) ?? [];
    course.push({ t: pair.t, id: found.track[pair.found]! });
    courses.set(neuron, course);
  }
  const trackOf = new Map<number, number>();
  const shares: number[] = [];
  let right = 0;
  let links = 0;
  let steps = 0;
  let switches = 0;
  for (const [neuron, course] of courses) {
    course.sort((a, b) => a.t - b.t);
    const named = course.filter(({ id }) => id >= 0);
    const first = [...named].sort((a, b) => Math.abs(a.t - reference) - Math.abs(b.t - reference))[0];
    const own = first === undefined ? 0 : course.filter(({ id }) => id === first.id).length;
    if (first !== undefined) trackOf.set(neuron, first.id);
    right += own;
    shares.push(own / course.length);
    for (let i = 1; i < course.length; i++) {
      steps++;
      if (course[i]!.id >= 0 && course[i]!.id === course[i - 1]!.id) links++;
    }
    for (let i = 1; i < named.length; i++) if (named[i]!.id !== named[i - 1]!.id) switches++;
  }
  return {
    overTime: pairs.length > 0 ? right / pairs.length : 0,
    spread: deviation(shares),
    reference,
    idf1: idf1(found, truth, pairs),
    switches: courses.size > 0 ? switches / courses.size : 0,
    links: steps > 0 ? links / steps : 0,
    detections: pairs.length,
    trackOf,
  };
}

function idf1(found: TrackTable, truth: TrackTable, pairs: readonly RowPair[]): number {
  const neurons = [...new Set(truth.track)];
  const tracks = [...new Set(found.track)].filter((track) => track >= 0);
  if (neurons.length === 0 || tracks.length === 0) return 0;
  const counts = new Float64Array(neurons.length * tracks.length);
  const lineOf = new Map(neurons.map((neuron, i) => [neuron, i]));
  const columnOf = new Map(tracks.map((track, i) => [track, i]));
  for (const pair of pairs) {
    const column = columnOf.get(found.track[pair.found]!);
    if (column === undefined) continue;
    const at = lineOf.get(truth.track[pair.truth]!)! * tracks.length + column;
    counts[at] = counts[at]! - 1;
  }
  const best = assign(counts, neurons.length, tracks.length, 0);
  let shared = 0;
  best.forEach((column, i) => {
    if (column >= 0) shared -= counts[i * tracks.length + column]!;
  });
  const given = found.track.reduce((sum, track) => sum + (track >= 0 ? 1 : 0), 0);
  return (2 * shared) / (truth.t.length + given);
}

/**
 * Share of neurons present in both sets that were matched to themselves; unmatched counts as wrong.
 *
 * @param match     target index of each reference index, −1 for none
 * @param reference identity of each reference point
 * @param target    identity of each target point
 */
export function pairIdentity(
  match: ArrayLike<number>,
  reference: readonly string[],
  target: readonly string[],
): { readonly accuracy: number; readonly n: number } {
  const there = new Set(target);
  let n = 0;
  let right = 0;
  reference.forEach((id, i) => {
    if (!there.has(id)) return;
    n++;
    const j = match[i]!;
    if (j >= 0 && target[j] === id) right++;
  });
  return { accuracy: n > 0 ? right / n : 0, n };
}
