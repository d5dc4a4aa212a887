import { expect, test } from "vitest";
import type { SurfacePoint } from "#contract/surface";
import { blockSharpness, fitRobustly, pointsOn, sharpestDepths } from "#core/refocus/sharp-depths";
import { fitSurface } from "#core/refocus/surfaces";
import { tiltedScene } from "#test/make/tilted-scene";

const pitch = [0.325, 0.325] as const;
const depths = Array.from({ length: 13 }, (_, i) => i - 6);

test("the slope of a tilted slide comes back from where its scanned planes are sharpest", () => {
  const shape = [96, 192] as const;
  const { planeAt, depthAt } = tiltedScene(shape, pitch[0]);
  const sharpness = depths.map((z) => blockSharpness(planeAt(z), shape));
  const places = sharpestDepths(sharpness, depths, shape, pitch);
  expect(places.length).toBeGreaterThan(12);
  const { surface, used } = fitRobustly(places, "plane");
  expect(used).toBeGreaterThan(10);
  for (const [y, x] of [
    [5, 5],
    [15, 31],
    [25, 57],
  ] as const)
    expect(Math.abs(surface(y, x) - depthAt(y, x))).toBeLessThan(0.5);
});

test("an even frame, and blocks sharpest at the last plane, have no depth of their own", () => {
  const flat = blockSharpness(new Float32Array(64 * 64).fill(7), [64, 64]);
  expect([...flat]).toEqual([0, 0, 0, 0]);
  expect(sharpestDepths([flat, flat, flat], [-1, 0, 1], [64, 64], [1, 1])).toEqual([]);
  const rising = [1, 10, 100].map((value) => Float64Array.of(value));
  expect(sharpestDepths(rising, [-1, 0, 1], [32, 32], [1, 1])).toEqual([]);
  const peaked = [1, 100, 10].map((value) => Float64Array.of(value));
  expect(sharpestDepths(peaked, [-1, 0, 1], [32, 32], [2, 2])[0]).toEqual([expect.closeTo(0.1667, 3), 31, 31]);
});

const grid = Array.from({ length: 100 }, (_, i) => [10 * Math.floor(i / 10), 10 * (i % 10)] as const);

test("a third of the depths may be wrong, and the plane is that of the others", () => {
  const points = grid.map(([y, x], i): SurfacePoint => [i % 3 === 0 ? 6 - (i % 5) : 1 + 0.03 * y - 0.02 * x, y, x]);
  const { surface, scatter, used, of } = fitRobustly(points, "plane");
  expect(surface(33, 77)).toBeCloseTo(1 + 0.99 - 1.54, 3);
  expect(scatter).toBeLessThan(0.01);
  expect([used, of]).toEqual([expect.closeTo(66, -1), 100]);
});

test("a bowl is fitted by a quadratic, and nine points hand it on", () => {
  const bowl = (y: number, x: number) => 2 - 0.001 * (y - 40) ** 2 - 0.0005 * (x - 50) ** 2;
  const { surface } = fitRobustly(
    grid.map(([y, x]): SurfacePoint => [bowl(y, x), y, x]),
    "quadratic",
  );
  const points = pointsOn(surface, "quadratic", [90, 90]);
  expect(points).toHaveLength(9);
  expect(fitSurface(points, "quadratic")(70, 20)).toBeCloseTo(bowl(70, 20), 2);
  expect(pointsOn(surface, "plane", [90, 90])).toHaveLength(3);
});

test("too few places are refused, with how many there have to be", () => {
  expect(() => fitRobustly([[0, 1, 1]], "plane")).toThrow(/Only 1 places .* takes 6/);
});
