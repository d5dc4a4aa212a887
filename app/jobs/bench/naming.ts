import type { Progress } from "#contract/source";
import { atlas } from "#core/identify/atlas";
import { drawIndividual, namingScore } from "#core/identify/individuals";
import { namePoints } from "#core/identify/name-points";
import { orientationOf } from "#core/identify/orientation";
import type { Accuracy, AccuracySection } from "#jobs/bench/accuracy-page";

const seeds = [101, 102, 103, 104];
const kinds = [
  { part: "body", scatter: 2 },
  { part: "body", scatter: 4 },
  { part: "head", scatter: 2 },
  { part: "head", scatter: 4 },
] as const;
/** Measured without an orientation as well: all directions and both hands are searched, which takes longer. */
const searched = { kinds: kinds.filter(({ scatter }) => scatter === 2), seeds: seeds.slice(0, 2) };
const edges = [0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0001];

/** Names simulated animals, oriented, and compares with one who knows how they were drawn. */
export async function* measureNaming(): AsyncGenerator<Progress, AccuracySection> {
  const frame = orientationOf("head=x-,dorsal=z+", false);
  const figures: Accuracy[] = [];
  const said = edges.map(() => ({ right: 0, of: 0, sum: 0 }));
  const total = seeds.length * kinds.length + searched.seeds.length * searched.kinds.length;
  let done = 0;
  for (const { part, scatter } of kinds) {
    const [top1, top5, own]: [number[], number[], number[]] = [[], [], []];
    for (const seed of seeds) {
      yield { done: done++, total, message: `naming, ${part}, scatter ${scatter} µm` };
      const animal = drawIndividual(seed, atlas, { scatter, part, missed: 0.15, spurious: 0.05, frame });
      const { probability } = namePoints(animal.points, atlas, { frame });
      const [mine, best] = [namingScore(probability, animal.truth, atlas.length), namingScore(animal.oracle, animal.truth, atlas.length)];
      top1.push(mine.top1 / best.top1);
      top5.push(mine.top5 / best.top5);
      own.push(mine.top1);
      tally(probability, animal.truth, said);
    }
    const note = `scatter ${scatter} µm on every axis; first names right: ${own.map((value) => value.toFixed(2)).join(", ")}`;
    const least = { floor: null, aim: null, least: true, unit: "" } as const;
    figures.push({
      ...least,
      what: `naming, ${part}, ${scatter} µm: share of the oracle's first names`,
      value: mean(top1),
      floor: 0.9,
      aim: 0.97,
      each: top1,
      note,
    });
    figures.push({
      ...least,
      what: `naming, ${part}, ${scatter} µm: share of the oracle's first five`,
      value: mean(top5),
      floor: 0.95,
      aim: 0.99,
      each: top5,
      note: "",
    });
  }
  for (const { part, scatter } of searched.kinds) {
    const each: number[] = [];
    for (const seed of searched.seeds) {
      yield { done: done++, total, message: `naming without orientation, ${part}` };
      const animal = drawIndividual(seed, atlas, { scatter, part, missed: 0.15, spurious: 0.05, frame });
      const { probability } = namePoints(animal.points, atlas, { frame: null });
      each.push(namingScore(probability, animal.truth, atlas.length).top1 / namingScore(animal.oracle, animal.truth, atlas.length).top1);
    }
    figures.push({
      what: `naming without orientation, ${part}, ${scatter} µm: share of the oracle's first names`,
      value: mean(each),
      floor: null,
      aim: null,
      least: true,
      unit: "",
      each,
      note: "all directions and both hands are searched; the oracle knows the orientation",
    });
  }
  const bins = said.flatMap(({ right, of, sum }, bin) =>
    of === 0
      ? []
      : [`${edges[bin]}–${Math.min(edges[bin + 1] ?? 1, 1)}: said ${(sum / of).toFixed(2)}, right ${(right / of).toFixed(2)} of ${of}`],
  );
  return {
    name: "naming",
    title: "Naming neurons",
    figures,
    text: [
      "Simulated animals drawn about the atlas: every neuron scattered, the whole turned, sheared, stretched and lightly bent, 15 % missed, 5 % spurious. The oracle knows alignment, scatter and shares; it is what positions can carry at all. Real animals differ from the atlas in ways that are not drawn here: on them positions alone name far fewer.",
      `How far a probability can be believed (first names): ${bins.join("; ")}.`,
    ],
  };
}

function tally(probability: Float64Array, truth: Int32Array, said: { right: number; of: number; sum: number }[]): void {
  const names = probability.length / truth.length;
  truth.forEach((name, n) => {
    const row = probability.subarray(n * names, (n + 1) * names);
    const best = row.reduce((at, value, i) => (value > row[at]! ? i : at), 0);
    const bin = said[edges.findLastIndex((edge) => row[best]! >= edge)]!;
    bin.of++;
    bin.sum += row[best]!;
    if (name === best) bin.right++;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
