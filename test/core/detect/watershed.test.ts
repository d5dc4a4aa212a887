import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { flood } from "#core/detect/flood";
import { usualWatershed, watershedMasks } from "#core/detect/watershed";
import { type Nucleus, stackOf } from "#test/make/nuclei";

const { flooding } = JSON.parse(readFileSync(new URL("../../reference/detection.json", import.meta.url), "utf8"));

const shape = [21, 60, 80] as const;
const voxel = [0.5, 0.3, 0.3] as const;
const origin = [-5, 0, 0] as const;
const nucleus = (z: number, y: number, x: number, brightness = 100): Nucleus => ({ z, y, x, sigma: 0.9, brightness });
const masksOf = (nuclei: readonly Nucleus[], options = {}) =>
  watershedMasks(
    stackOf(shape, voxel, origin, nuclei, 1.5, 0.5, 1),
    {
      z: Float64Array.from(nuclei, ({ z }) => z),
      y: Float64Array.from(nuclei, ({ y }) => y),
      x: Float64Array.from(nuclei, ({ x }) => x),
      radius: new Float64Array(nuclei.length).fill(1.06),
    },
    options,
  );

test("flooding from seeds gives the regions that scikit-image's watershed gives", () => {
  const labels = new Uint16Array(flooding.image.length);
  flooding.seeds.forEach((seed: number, i: number) => (labels[seed] = i + 1));
  flood(Float32Array.from(flooding.image), flooding.shape, labels, flooding.seeds, (voxel) => flooding.mask[voxel] === 1);
  expect(Array.from(labels)).toEqual(flooding.labels);
});

test("a lone nucleus is filled to half its height: the ellipsoid of radius 1.18 σ, longer along z", () => {
  const { data } = masksOf([nucleus(0, 9, 12)], { smoothing: 0 });
  const voxels = data.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
  const ellipsoid = ((4 / 3) * Math.PI * (1.1774 * 0.9) ** 3 * 1.5) / (0.5 * 0.3 * 0.3);
  expect(voxels / ellipsoid).toBeGreaterThan(0.93);
  expect(voxels / ellipsoid).toBeLessThan(1.07);
});

test("nuclei that touch are parted in the valley between them, across and along z", () => {
  for (const pair of [
    [nucleus(0, 9, 11), nucleus(0, 9, 13.4)],
    [nucleus(-1.9, 9, 12), nucleus(1.9, 9, 12)],
  ]) {
    const { data } = masksOf(pair);
    const counts = [1, 2].map((label) => data.reduce((sum, value) => sum + (value === label ? 1 : 0), 0));
    expect(counts[0]! / counts[1]!).toBeGreaterThan(0.85);
    expect(counts[0]! / counts[1]!).toBeLessThan(1.18);
    data.forEach((label, at) => {
      if (label === 0) return;
      const x = (at % shape[2]) * voxel[2];
      const z = origin[0] + Math.floor(at / (shape[1] * shape[2])) * voxel[0];
      const across = pair[0]!.z === pair[1]!.z;
      // The valley lies half way; a voxel of slack for noise.
      if (across) expect(label === 1 ? x < 12.5 : x > 11.9).toBe(true);
      else expect(label === 1 ? z < 0.6 : z > -0.6).toBe(true);
    });
  }
});

test("a dim nucleus beside a bright one keeps its own voxels, and a higher level keeps fewer", () => {
  const nuclei = [nucleus(0, 9, 10, 400), nucleus(0, 9, 13.6, 60)];
  const own = (level: number) => masksOf(nuclei, { level }).data.reduce((sum, label) => sum + (label === 2 ? 1 : 0), 0);
  expect(own(usualWatershed.level)).toBeGreaterThan(20);
  expect(own(0.8)).toBeLessThan(own(0.5));
});

test("seeds outside the volume and second seeds of one voxel get nothing; a plane has no depth to be left by", () => {
  const stack = stackOf([1, 40, 40], voxel, [3, 0, 0], [nucleus(3, 6, 6)], 1, 0.1, 1);
  const seeds = {
    z: Float64Array.of(9, 3, 3, Number.NaN),
    y: Float64Array.of(6, 6, 90, 6),
    x: Float64Array.of(6, 6, 6, 6),
    radius: Float64Array.of(1, 1, 1, 1),
  };
  const labels = new Set(watershedMasks(stack, seeds, { elongation: 1 }).data);
  expect(labels).toEqual(new Set([0, 1]));
});

test("no seeds give empty masks, and more seeds than labels are refused", () => {
  const stack = stackOf([1, 4, 4], voxel, origin, [], 1, 1, 1);
  const seeds = (count: number) => ({
    z: new Float64Array(count),
    y: new Float64Array(count),
    x: new Float64Array(count),
    radius: new Float64Array(count),
  });
  expect(watershedMasks(stack, seeds(0)).data.every((label) => label === 0)).toBe(true);
  expect(() => watershedMasks(stack, seeds(70000))).toThrow(Failure);
});

test("nuclei in one corner of a large volume have the masks that they have in a cut around them", () => {
  const nuclei = [nucleus(0, 9, 11), nucleus(-1, 9, 13.4), nucleus(1, 5, 6)];
  const volume = stackOf(shape, voxel, origin, nuclei, 1.5, 0.5, 1);
  const large = [shape[0], 180, 240] as const;
  const data = new Float32Array(large[0] * large[1] * large[2]);
  for (let z = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      data.set(volume.data.subarray((z * shape[1] + y) * shape[2]).subarray(0, shape[2]), (z * large[1] + y + 70) * large[2] + 90);
  const seeds = (dy: number, dx: number) => ({
    z: Float64Array.from(nuclei, ({ z }) => z),
    y: Float64Array.from(nuclei, ({ y }) => y + dy),
    x: Float64Array.from(nuclei, ({ x }) => x + dx),
    radius: new Float64Array(nuclei.length).fill(1.06),
  });
  const there = watershedMasks({ data, shape: large, voxel, origin }, seeds(70 * voxel[1], 90 * voxel[2])).data;
  const here = watershedMasks(volume, seeds(0, 0)).data;
  const same = here.every((label, at) => {
    const [x, y, z] = [at % shape[2], Math.floor(at / shape[2]) % shape[1], Math.floor(at / (shape[1] * shape[2]))];
    return there[(z * large[1] + y + 70) * large[2] + x + 90] === label;
  });
  expect(same).toBe(true);
  expect(there.reduce((sum, label) => sum + Math.sign(label), 0)).toBe(here.reduce((sum, label) => sum + Math.sign(label), 0));
});
