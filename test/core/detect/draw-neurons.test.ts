import { expect, test } from "vitest";
import { drawNeurons } from "#core/detect/draw-neurons";
import { watershedMasks } from "#core/detect/watershed";
import { type Nucleus, stackOf } from "#test/make/nuclei";

const shape = [21, 60, 80] as const;
const voxel = [0.5, 0.3, 0.3] as const;
const origin = [-5, 0, 0] as const;
const bright: Nucleus = { z: 0, y: 9, x: 12, sigma: 0.9, brightness: 100 };
const volume = stackOf(shape, voxel, origin, [bright], 1.5, 0.5, 1);
const volumeOfVoxel = voxel[0] * voxel[1] * voxel[2];

/** Voxels of each value. */
function counts(data: Uint16Array): Map<number, number> {
  const found = new Map<number, number>();
  for (const value of data) if (value !== 0) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

function isSame(a: Uint16Array, b: Uint16Array): boolean {
  return Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}

test("a neuron is drawn as the voxels of its nucleus, under its own value", () => {
  const into = new Uint16Array(volume.data.length).fill(9);
  drawNeurons(volume, { z: [0], y: [9], x: [12], radius: [1.06], label: [41] }, {}, into);
  const { data } = watershedMasks(volume, {
    z: Float64Array.of(0),
    y: Float64Array.of(9),
    x: Float64Array.of(12),
    radius: Float64Array.of(1.06),
  });
  expect(
    isSame(
      into,
      data.map((row) => row * 41),
    ),
  ).toBe(true);
  expect(counts(into).get(41)).toBeGreaterThan(100);
});

test("a neuron that cannot be seen is drawn as the ball of its radius, and takes nothing from one that can", () => {
  const alone = new Uint16Array(volume.data.length);
  drawNeurons(volume, { z: [0], y: [9], x: [12], radius: [1.06], label: [1] }, {}, alone);
  // One in the dark, and one whose place a brighter one has.
  const into = new Uint16Array(volume.data.length);
  drawNeurons(volume, { z: [0, 0, 0], y: [9, 4, 9], x: [12, 20, 12], radius: [1.06, 1.5, 1.06], label: [1, 2, 3] }, {}, into);
  expect(
    isSame(
      into.map((value) => (value === 1 ? 1 : 0)),
      alone,
    ),
  ).toBe(true);
  const ball = ((4 / 3) * Math.PI * 1.5 ** 3) / volumeOfVoxel;
  expect(counts(into).get(2)! / ball).toBeGreaterThan(0.9);
  expect(counts(into).get(2)! / ball).toBeLessThan(1.1);
});
