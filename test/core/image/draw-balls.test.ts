import { expect, test } from "vitest";
import { drawBalls } from "#core/image/draw-balls";

const one = (z: number, y: number, x: number, radius: number, label: number) => ({
  z: [z],
  y: [y],
  x: [x],
  radius: [radius],
  label: [label],
});

test("a ball holds the voxels whose centres lie within its radius, in µm", () => {
  const into = new Uint16Array(3 * 3 * 5);
  drawBalls(one(0, 1, 1, 1, 7), [3, 3, 5], [1, 1, 0.5], [-1, 0, 0], into);
  const plane = [0, 0, 7, 0, 0, 7, 7, 7, 7, 7, 0, 0, 7, 0, 0];
  expect([...into.subarray(15, 30)]).toEqual(plane);
  const pole = [0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
  expect([...into.subarray(0, 15)]).toEqual(pole);
  expect([...into.subarray(30)]).toEqual(pole);
});

test("where balls overlap the nearer centre has the voxel, whatever their order", () => {
  const [a, b] = [new Uint16Array(7), new Uint16Array(7)];
  drawBalls({ z: [0, 0], y: [0, 0], x: [2, 4], radius: [2, 3], label: [1, 2] }, [1, 1, 7], [1, 1, 1], [0, 0, 0], a);
  drawBalls({ z: [0, 0], y: [0, 0], x: [4, 2], radius: [3, 2], label: [2, 1] }, [1, 1, 7], [1, 1, 1], [0, 0, 0], b);
  expect([a[0], a[1], a[2], a[4], a[5], a[6]]).toEqual([1, 1, 1, 2, 2, 2]);
  expect([b[0], b[1], b[2], b[4], b[5], b[6]]).toEqual([1, 1, 1, 2, 2, 2]);
});

test("a ball smaller than a voxel marks the voxel it lies in, one outside marks nothing, and what was there is gone", () => {
  const into = new Uint16Array(4).fill(9);
  drawBalls({ z: [0, 0], y: [0, 0], x: [1.3, 40], radius: [0.01, 2], label: [3, 4] }, [1, 1, 4], [1, 1, 1], [0, 0, 0], into);
  expect([...into]).toEqual([0, 3, 0, 0]);
});
