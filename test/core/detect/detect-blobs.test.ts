import { expect, test } from "vitest";
import { defaultsOf, detectSheet } from "#contract/parameters";
import { detectBlobs } from "#core/detect/detect-blobs";
import { detectionScore } from "#core/score/detection";
import { pairFrames } from "#core/score/pair-frames";
import { blobsOf } from "#core/link/table-ops";
import { type Nucleus, scatter, stackOf } from "#test/make/nuclei";

const parameters = defaultsOf(detectSheet);
const shape = [41, 128, 192] as const;
const voxel = [0.5, 0.325, 0.325] as const;
const origin = [-10, 0, 0] as const;
const scene = scatter(25, [16, 34, 54], [-8, 4, 4], 6, 0.9, 5);

function truthOf(nuclei: readonly Nucleus[]) {
  const table = blobsOf(nuclei.length);
  nuclei.forEach((nucleus, i) => {
    table.z[i] = nucleus.z;
    table.y[i] = nucleus.y;
    table.x[i] = nucleus.x;
  });
  return table;
}

function scored(elongation: number, noise: number, given = parameters) {
  const found = detectBlobs(stackOf(shape, voxel, origin, scene, elongation, noise, 3), 0, given);
  const truth = truthOf(scene);
  return detectionScore(found, truth, pairFrames(found, truth, 2, false));
}

test.each([
  [1, 0.05],
  [1.5, 0.2],
  [2.2, 0.05],
  [3, 0.05],
])("25 nuclei %f times as long as wide, in noise of %f, are all found and nothing else, to a fifth of a voxel", (elongation, noise) => {
  const score = scored(elongation, noise);
  expect(score.f1).toBe(1);
  expect(score.zMedian).toBeLessThan(0.1);
  expect(score.lateralMedian).toBeLessThan(0.065);
});

test("a blob's row gives its frame, its place in µm, its size and its brightness", () => {
  const nucleus = { z: 1.3, y: 20.2, x: 31.7, sigma: 1, brightness: 100 };
  const found = detectBlobs(stackOf(shape, voxel, origin, [nucleus], 1.5, 0.1, 1), 7, parameters);
  expect(Array.from(found.t)).toEqual([7]);
  expect(found.z[0]).toBeCloseTo(1.3, 1);
  expect(found.y[0]).toBeCloseTo(20.2, 1);
  expect(found.x[0]).toBeCloseTo(31.7, 1);
  // The half-height radius of a Gaussian of σ 1 is 1.18.
  expect(Math.abs(found.radius[0]! - 1.18)).toBeLessThan(0.15);
  expect(found.intensity[0]).toBeGreaterThan(60);
  expect(found.intensity[0]).toBeLessThan(100);
  expect(found.confidence[0]).toBeGreaterThan(0.9);
});

test("two nuclei two radii apart are two; half a radius apart they are one", () => {
  const pair = (apart: number) => [0, apart].map((dx) => ({ z: 0, y: 20, x: 30 + dx, sigma: 0.7, brightness: 100 }));
  const found = (apart: number) => detectBlobs(stackOf(shape, voxel, origin, pair(apart), 1, 0.1, 2), 0, parameters).t.length;
  expect(found(2.8)).toBe(2);
  expect(found(0.7)).toBe(1);
});

test("nuclei are found in a single plane, too, at its depth", () => {
  const nuclei = [
    { z: 2, y: 10, x: 10, sigma: 0.9, brightness: 50 },
    { z: 2, y: 18, x: 25, sigma: 0.9, brightness: 80 },
  ];
  const found = detectBlobs(stackOf([1, 100, 120], voxel, [2, 0, 0], nuclei, 1, 1, 4), 0, parameters);
  expect(Array.from(found.x, Math.round)).toEqual([25, 10]);
  expect(Array.from(found.z)).toEqual([2, 2]);
});

test("noise alone, an empty stack and a constant one hold no neurons", () => {
  expect(detectBlobs(stackOf(shape, voxel, origin, [], 1, 0, 1), 0, parameters).t).toHaveLength(0);
  expect(detectBlobs({ data: new Float32Array(41 * 128 * 192).fill(7), shape, voxel, origin }, 0, parameters).t).toHaveLength(0);
  expect(detectBlobs(stackOf(shape, voxel, origin, [], 1, 5, 8), 0, parameters).t.length).toBeLessThanOrEqual(2);
});

test("a higher threshold finds fewer, brighter neurons; 0 chooses one that finds them all", () => {
  const counts = [6, 100, 400].map(
    (threshold) => detectBlobs(stackOf(shape, voxel, origin, scene, 1.5, 0.05, 3), 0, { ...parameters, threshold }).t.length,
  );
  expect(counts[0]).toBeGreaterThanOrEqual(25);
  expect(counts[1]).toBeLessThan(counts[0]!);
  expect(counts[2]).toBeLessThan(counts[1]!);
});

test("a NaN is refused with its place", () => {
  const stack = stackOf([3, 20, 20], voxel, origin, [], 1, 1, 1);
  stack.data[1 * 400 + 5 * 20 + 6] = Number.NaN;
  expect(() => detectBlobs(stack, 0, parameters)).toThrow("NaN at z 1, y 5, x 6");
});

test("a radius far below a pixel is refused", () => {
  expect(() => detectBlobs(stackOf([1, 20, 20], [1, 10, 10], origin, [], 1, 1, 1), 0, parameters)).toThrow("too small");
});
