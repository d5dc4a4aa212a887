import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { depthWeights } from "#core/refocus/depth-weights";

const shipped = JSON.parse(readFileSync("native-models/widefield-20x/weights-reference.json", "utf8")) as {
  readonly nodes: number[];
  readonly depths: number[];
  readonly weights: number[][];
};

test("weights are those the shipped model was trained with", () => {
  const weights = depthWeights(shipped.depths, { nodes: shipped.nodes, mixing: null });
  shipped.weights.flat().forEach((wanted, i) => expect(Math.abs((weights[i] as number) - wanted)).toBeLessThan(1e-6));
});

test("a plane on a node is that node's coefficient alone", () => {
  expect(depthWeights([2], { nodes: [0, 1, 2, 3], mixing: null })).toEqual(Float32Array.of(0, 0, 1, 0));
});

test("half way between nodes the Keys weights are −1/16, 9/16, 9/16, −1/16", () => {
  expect(depthWeights([1.5], { nodes: [0, 1, 2, 3], mixing: null })).toEqual(Float32Array.of(-0.0625, 0.5625, 0.5625, -0.0625));
});

test("rows sum to 1 up to the outer nodes", () => {
  const weights = depthWeights([0, 0.3, 2.7, 3], { nodes: [0, 1, 2, 3], mixing: null });
  for (let row = 0; row < 4; row++) expect(weights.subarray(row * 4, row * 4 + 4).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
});

test("the mixing matrix comes after the kernel", () => {
  const mixing = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  expect(depthWeights([1], { nodes: [0, 1, 2], mixing })).toEqual(Float32Array.of(3, 4));
});
