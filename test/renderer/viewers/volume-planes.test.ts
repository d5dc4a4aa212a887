import { describe, expect, test } from "vitest";
import {
  depthProjection,
  maximumProjection,
  meanProjection,
  nearestIndex,
  sliceXY,
  sliceXZ,
  sliceYZ,
  type Stack,
} from "#renderer/viewers/volume-planes.ts";

/** 2 planes of 2 rows of 3; the voxel at (z, y, x) holds 100z + 10y + x, stored doubled. */
const stack: Stack = {
  stored: Uint16Array.from([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112], (value) => value * 2),
  shape: [2, 2, 3],
  scale: 0.5,
  offset: 0,
  voxel: [0.5, 0.2, 0.1],
  origin: [-1, 0, 0],
};

describe("planes of a stack", () => {
  test("XY is one z, in grey levels", () => {
    const plane = sliceXY(stack, 1);
    expect([...plane.data]).toEqual([100, 101, 102, 110, 111, 112]);
    expect(plane).toMatchObject({ width: 3, height: 2, pitch: [0.2, 0.1], origin: [0, 0] });
  });

  test("XZ is one y, depth down", () => {
    const plane = sliceXZ(stack, 1);
    expect([...plane.data]).toEqual([10, 11, 12, 110, 111, 112]);
    expect(plane).toMatchObject({ width: 3, height: 2, pitch: [0.5, 0.1], origin: [-1, 0] });
  });

  test("YZ is one x, depth across", () => {
    const plane = sliceYZ(stack, 2);
    expect([...plane.data]).toEqual([2, 102, 12, 112]);
    expect(plane).toMatchObject({ width: 2, height: 2, pitch: [0.2, 0.5], origin: [0, -1] });
  });

  test("the projection is the brightest voxel along z, and depth says where it lies", () => {
    const bright: Stack = { ...stack, stored: Float32Array.of(9, 1, 1, 1, 1, 1, 3, 4, 1, 1, 1, 1), scale: 1 };
    expect([...maximumProjection(bright).data]).toEqual([9, 4, 1, 1, 1, 1]);
    expect([...(depthProjection(bright).depth ?? [])]).toEqual([0, 1, 0, 0, 0, 0]);
  });

  test("a depth between planes takes the nearer one, and none outside the stack", () => {
    expect(nearestIndex(stack, 0, -0.8)).toBe(0);
    expect(nearestIndex(stack, 0, -0.7)).toBe(1);
    expect(nearestIndex(stack, 0, 99)).toBe(1);
    expect(nearestIndex(stack, 0, -99)).toBe(0);
  });
});

test("the mean projection is the mean of the planes, in grey levels", () => {
  expect([...meanProjection(stack).data]).toEqual([50, 51, 52, 60, 61, 62]);
});
