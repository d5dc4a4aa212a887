import { expect, test } from "vitest";
import { cropAround } from "#renderer/viewers/film-crop.ts";
import { isInside } from "#renderer/viewers/plane-pointer.ts";
import type { Stack } from "#renderer/viewers/volume-planes.ts";

/** 3 planes of 5 × 6 voxels, value = 100 z + 10 y + x. */
const stack: Stack = {
  stored: Float32Array.from({ length: 90 }, (_, i) => 100 * Math.floor(i / 30) + 10 * Math.floor((i % 30) / 6) + (i % 6)),
  shape: [3, 5, 6],
  scale: 1,
  offset: 0,
  voxel: [2, 1, 1],
  origin: [-2, 0, 0],
};

test("a crop from above shows the plane nearest in depth, centred on the place", () => {
  const crop = cropAround(stack, "xy", [1.9, 2, 3], 2);
  expect([crop.size, crop.pitch]).toEqual([5, 1]);
  expect([...crop.data].slice(0, 5)).toEqual([201, 202, 203, 204, 205]);
  expect(crop.data[12]).toBe(223);
});

test("a crop from the side has depth down, and what lies outside the stack is missing", () => {
  const crop = cropAround(stack, "xz", [0, 4, 0], 2);
  expect(crop.data[12]).toBe(140);
  expect([crop.data[2], crop.data[22]]).toEqual([40, 240]);
  expect(crop.data[10]).toBeNaN();
});

test("what lies inside an outline is told from what lies in its bay", () => {
  const bay = [
    [0, 0],
    [0, 10],
    [10, 10],
    [10, 6],
    [4, 6],
    [4, 4],
    [10, 4],
    [10, 0],
  ] as const;
  expect(isInside(bay, [8, 2])).toBe(true);
  expect(isInside(bay, [8, 5])).toBe(false);
  expect(isInside(bay, [2, 5])).toBe(true);
  expect(isInside(bay, [12, 5])).toBe(false);
});
