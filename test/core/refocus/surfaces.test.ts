import { expect, test } from "vitest";
import type { SurfacePoint } from "#contract/surface";
import { fitSurface, surfaceMap } from "#core/refocus/surfaces";

const places = [
  [0, 0],
  [0, 100],
  [80, 0],
  [80, 100],
  [40, 50],
  [20, 70],
  [60, 10],
] as const;
const on = (of: (y: number, x: number) => number): SurfacePoint[] => places.map(([y, x]) => [of(y, x), y, x]);

test("three points fix a plane, and its map is the depth at each pixel's centre", () => {
  const plane = fitSurface(
    [
      [0, 0, 0],
      [1, 0, 100],
      [-2, 80, 0],
    ],
    "plane",
  );
  const { depth, beyond } = surfaceMap(plane, [2, 3], [80, 50], { min: -10, max: 10 });
  expect([...depth].map((z) => Number(z.toFixed(5)) + 0)).toEqual([0, 0.5, 1, -2, -1.5, -1]);
  expect(beyond).toBe(0);
});

test("a quadratic surface and a cylinder come back from points on them", () => {
  const bowl = (y: number, x: number) => 1 + 0.01 * y - 0.02 * x + 0.0005 * y * y + 0.0002 * x * y - 0.0003 * x * x;
  expect(fitSurface(on(bowl), "quadratic")(33, 44)).toBeCloseTo(bowl(33, 44), 6);
  const along = (y: number, x: number) => 3 - 0.0008 * ((y + x) / Math.SQRT2 - 30) ** 2;
  expect(fitSurface(on(along), "cylinder")(33, 44)).toBeCloseTo(along(33, 44), 4);
});

test("a spline passes through every point", () => {
  const points = on((y, x) => Math.sin(y / 20) * Math.cos(x / 30));
  const spline = fitSurface(points, "spline");
  for (const [z, y, x] of points) expect(spline(y, x)).toBeCloseTo(z, 8);
});

test("depths beyond the model's range stay at its end, and their share is told", () => {
  const { depth, beyond } = surfaceMap((_, x) => x, [1, 4], [1, 1], { min: 0, max: 1.5 });
  expect([...depth]).toEqual([0, 1, 1.5, 1.5]);
  expect(beyond).toBe(0.5);
});

test("too few points, and points on one line, are refused", () => {
  expect(() => fitSurface([[0, 0, 0]], "plane")).toThrow(/at least 3 points/);
  expect(() =>
    fitSurface(
      [
        [0, 0, 0],
        [1, 1, 1],
        [2, 2, 2],
      ],
      "plane",
    ),
  ).toThrow(/on one line/);
});
