import type { AtlasNeuron } from "#core/identify/atlas";
import { explain } from "#core/identify/fit-atlas";
import { place } from "#core/identify/pair-weights";
import { termsOf } from "#core/identify/placing";
import type { Frame } from "#core/identify/orientation";
import { Random } from "#core/optics/random";

/** How simulated individuals differ from the atlas. */
export interface IndividualOptions {
  /** Standard deviation of each neuron's place on every axis, µm. */
  readonly scatter: number;
  /** Which stretch of the body is seen: the head (to 60 µm behind the nerve ring) or all of it. */
  readonly part: "head" | "body";
  /** Share of neurons that are missed, and of points that are none. */
  readonly missed: number;
  readonly spurious: number;
  /** Orientation it is recorded in. */
  readonly frame: Frame;
}

/** A simulated animal. */
export interface Individual {
  /** [z, y, x] of each point, µm. */
  readonly points: Float64Array;
  /** Index into the atlas; −1 for spurious points. */
  readonly truth: Int32Array;
  /** Probabilities [point, name] of one who knows how it was made: alignment, scatter, shares. */
  readonly oracle: Float64Array;
}

const headEnds = -180;

/** Draws an animal about the atlas: neurons scattered, the whole turned, sheared and stretched a little, lightly bent. */
export function drawIndividual(seed: number, atlas: readonly AtlasNeuron[], options: IndividualOptions): Individual {
  const random = new Random(seed, 71);
  const { frame, scatter } = options;
  const seen = atlas.map((_, i) => i).filter((i) => options.part === "body" || atlas[i]!.position[1] < headEnds);
  const about = [0, seen.reduce((sum, i) => sum + atlas[i]!.position[1], 0) / seen.length, 0];
  const turned = [0, 1, 2].map((axis) => [0, 1, 2].map((k) => frame[k]![axis]! + random.normal(0, 0.05)));
  const stretch = [random.normal(1, 0.06), random.normal(1, 0.06), random.normal(1, 0.06)];
  const map = turned.map((row) => [
    random.uniform(40, 80),
    ...row.map((value, k) => value * stretch[k]!),
    random.normal(0, 0.15),
    random.normal(0, 0.05),
  ]);
  const rows: { readonly place: readonly number[]; readonly name: number }[] = [];
  for (const i of seen) {
    if (random.uniform() < options.missed) continue;
    const centre = place(map, termsOf(atlas[i]!.position, about));
    rows.push({ place: centre.map((value) => value + random.normal(0, scatter)), name: i });
  }
  const axes = [0, 1, 2].map((axis) => rows.map((row) => row.place[axis]!));
  const more = Math.round(rows.length * options.spurious);
  for (let n = 0; n < more; n++)
    rows.push({ place: axes.map((values) => random.uniform(Math.min(...values), Math.max(...values))), name: -1 });
  // Rows come in any order.
  for (let n = rows.length - 1; n > 0; n--) {
    const other = Math.floor(random.uniform(0, n + 1));
    [rows[n], rows[other]] = [rows[other]!, rows[n]!];
  }
  const points = Float64Array.from(rows.flatMap((row) => row.place));
  const variance = scatter ** 2;
  const covariance = [
    [variance, 0, 0],
    [0, variance, 0],
    [0, 0, variance],
  ];
  const oracle = explain(
    points,
    atlas.map(({ position }) => termsOf(position, about)),
    map,
    covariance,
  );
  return { points, truth: Int32Array.from(rows, (row) => row.name), oracle };
}

/** Share of named points whose true name is the most probable one, and among the five most probable. */
export function namingScore(probability: Float64Array, truth: Int32Array, names: number): { readonly top1: number; readonly top5: number } {
  let [first, five, total] = [0, 0, 0];
  truth.forEach((name, n) => {
    if (name < 0) return;
    total++;
    const mine = probability[n * names + name]!;
    let better = 0;
    for (let i = 0; i < names; i++) if (i !== name && probability[n * names + i]! >= mine) better++;
    if (better < 1) first++;
    if (better < 5) five++;
  });
  return { top1: first / total, top5: five / total };
}
