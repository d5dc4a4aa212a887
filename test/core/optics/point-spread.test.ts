import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PointSpread } from "#core/optics/point-spread";
import { greenOptics } from "#core/optics/pupil";

interface Case {
  readonly defocus: number;
  readonly spherical: number;
  readonly astigmatism: [number, number];
  readonly coma: [number, number];
  readonly row: number[];
  readonly column: number[];
  readonly diagonal: number[];
  readonly transfer: [number, number][];
}
const reference = JSON.parse(readFileSync(new URL("../../reference/optics.json", import.meta.url), "utf8")) as {
  size: number;
  pitch: number;
  cases: Case[];
  confocal: { defocus: number; row: number[]; sum: number }[];
};

test("point spreads and transfer functions match numpy", () => {
  const { size, pitch } = reference;
  for (const { defocus, spherical, astigmatism, coma, row, column, diagonal, transfer } of reference.cases) {
    const spread = new PointSpread({ ...greenOptics, spherical, astigmatism, coma }, size, pitch);
    const spot = spread.at(defocus);
    row.forEach((value, x) => expect(spot[x]).toBeCloseTo(value, 10));
    column.forEach((value, y) => expect(spot[y * size]).toBeCloseTo(value, 10));
    diagonal.forEach((value, i) => expect(spot[i * size + ((size - i) % size)]).toBeCloseTo(value, 10));
    const half = spread.transfer(defocus);
    transfer.forEach(([re, im], y) => {
      expect(half[(y * (size / 2 + 1) + 3) * 2]).toBeCloseTo(re, 6);
      expect(half[(y * (size / 2 + 1) + 3) * 2 + 1]).toBeCloseTo(im, 6);
    });
  }
});

test("a confocal point spread matches numpy on samples four times as fine, and fades away from focus", () => {
  const { size, pitch } = reference;
  const spread = new PointSpread({ ...greenOptics, spherical: 0, detection: "confocal" }, size, pitch);
  for (const { defocus, row, sum } of reference.confocal) {
    const spot = spread.at(defocus);
    row.forEach((value, x) => expect(Math.abs(spot[x]! - value)).toBeLessThan(0.005));
    expect(spot.reduce((total, light) => total + light, 0)).toBeCloseTo(sum, 3);
  }
  expect(reference.confocal.map(({ sum }) => sum)).toEqual([expect.closeTo(1, 9), expect.closeTo(0.323, 3), expect.closeTo(0.042, 3)]);
});

test("every plane of the point spread holds the same light", () => {
  const spread = new PointSpread(greenOptics, 64, 0.325);
  for (const defocus of [-10, -2.5, 0, 4, 10]) {
    const spot = spread.at(defocus);
    expect(spot.reduce((sum, light) => sum + light, 0)).toBeCloseTo(1, 12);
    expect(spot.every((light) => light >= 0)).toBe(true);
  }
});

test("spherical aberration tells the two sides of focus apart; without it they are the same", () => {
  const difference = (spherical: number) => {
    const spread = new PointSpread({ ...greenOptics, spherical }, 64, 0.325);
    const above = spread.at(5);
    return spread.at(-5).reduce((sum, light, i) => sum + Math.abs(light - (above[i] ?? 0)), 0);
  };
  expect(difference(0)).toBeLessThan(1e-9);
  expect(difference(0.25)).toBeGreaterThan(0.3);
});

test("an aperture wider than the sample's index is refused", () => {
  expect(() => new PointSpread({ ...greenOptics, na: 1.4 }, 64, 0.325)).toThrow(expect.objectContaining({ code: "out-of-range" }));
});
