import { expect, test } from "vitest";
import { associate } from "#core/identify/association";
import { atlas, atlasNeuron } from "#core/identify/atlas";
import { colourFactors } from "#core/identify/colours";
import { drawIndividual, namingScore } from "#core/identify/individuals";
import { namePoints, rankNames } from "#core/identify/name-points";
import { frameOf, orientationOf } from "#core/identify/orientation";

const frame = orientationOf("head=x-,dorsal=z+", false);

test("the atlas holds 302 neurons with class, side and partner", () => {
  expect(atlas).toHaveLength(302);
  expect(atlasNeuron("aval")).toMatchObject({ name: "AVAL", class: "AVA", side: "left", partner: "AVAR" });
  expect(atlasNeuron("RMDDR")).toMatchObject({ class: "RMD", partner: "RMDDL" });
  expect(atlasNeuron("CEPVL")?.class).toBe("CEP");
  expect(atlasNeuron("VB11")).toMatchObject({ class: "VB", side: null, partner: null });
  expect(atlasNeuron("AVL")).toMatchObject({ class: "AVL", side: null });
  expect(atlasNeuron("nobody")).toBeNull();
  for (const { name, partner } of atlas) if (partner !== null) expect(atlasNeuron(partner)?.partner).toBe(name);
});

test("two points that both look like one name share it, and one name is given once", () => {
  // By hand: the weights of the seven associations of two points and two names are 1, 4, 2, 4, 0, and 4·0 + 2·4 = 8 for both named.
  const { probability, evidence } = associate(Float64Array.of(4, 2, 4, 0), 2, 2, 200);
  const total = 1 + 4 + 2 + 4 + 2 * 4;
  expect(Math.exp(evidence)).toBeCloseTo(total, 0);
  expect(probability[0]! + probability[2]!).toBeLessThanOrEqual(1 + 1e-6);
  expect(probability[0]).toBeCloseTo(4 / total, 1);
  expect(probability[2]).toBeCloseTo((4 + 8) / total, 1);
});

test("left follows from head and back by the right hand, and the mirror turns it round", () => {
  const [left, tail, dorsal] = frame;
  expect([...tail].map((v) => v + 0)).toEqual([0, 0, 1]);
  expect([...dorsal]).toEqual([1, 0, 0]);
  expect([...left].map((v) => v + 0)).toEqual([0, -1, 0]);
  expect(orientationOf("head=x-,dorsal=z+", true)[0].map((v) => v + 0)).toEqual([0, 1, 0]);
  expect(frameOf([0, 0, -2], [1, 0, -1], false)[2]).toEqual([1, 0, 0]);
  expect(() => orientationOf("head=x-,dorsal=x+", false)).toThrow(/two axes that differ/);
  expect(() => orientationOf("up", false)).toThrow(/--orient/);
});

test("oriented animals are named nearly as well as by one who knows how they were drawn", () => {
  for (const [part, scatter] of [
    ["body", 2],
    ["head", 2],
  ] as const) {
    const one = drawIndividual(11, atlas, { scatter, part, missed: 0.15, spurious: 0.05, frame });
    const { probability } = namePoints(one.points, atlas, { frame });
    const [mine, best] = [namingScore(probability, one.truth, atlas.length), namingScore(one.oracle, one.truth, atlas.length)];
    expect(mine.top1 / best.top1, part).toBeGreaterThan(0.85);
    expect(mine.top5 / best.top5, part).toBeGreaterThan(0.9);
  }
});

test("names that are known stay, are given to no other, and help the rest", () => {
  const one = drawIndividual(3, atlas, { scatter: 3, part: "head", missed: 0.1, spurious: 0, frame });
  const confirmed = new Map([...one.truth.entries()].filter(([n]) => n % 4 === 0));
  const bare = namePoints(one.points, atlas, { frame }).probability;
  const { probability } = namePoints(one.points, atlas, { frame, confirmed });
  for (const [n, i] of confirmed)
    expect(rankNames(probability, n, atlas.length, 1)[0]).toEqual({ name: i, probability: expect.closeTo(1, 6) });
  const others = one.truth.map((name, n) => (confirmed.has(n) ? -1 : name));
  expect(namingScore(probability, others, atlas.length).top1).toBeGreaterThan(namingScore(bare, others, atlas.length).top1);
});

test("a colour that tells two names apart raises the one it fits, and an unknown colour moves nothing", () => {
  const names = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, NaN, NaN, NaN);
  const factors = colourFactors(Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0, 10), names);
  expect(factors[0]).toBeGreaterThan(factors[1]! * 3);
  expect(factors[3]).toBe(1);
});

test("fewer than four points are refused", () => {
  expect(() => namePoints(new Float64Array(9), atlas, { frame })).toThrow(/at least 4 points/);
});
