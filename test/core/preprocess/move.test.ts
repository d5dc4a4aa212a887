import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alignImages } from "#core/preprocess/align";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { RigidShift } from "#core/preprocess/rigid-shift";
import { type Affine, placeUnder, rigid, translation, warp } from "#core/preprocess/warp";
import { softSpots, turnedSpots } from "#test/make/soft-spots";

interface Reference {
  readonly shifts: readonly { readonly moved: readonly [number, number]; readonly skimage: readonly [number, number] }[];
  readonly affine: {
    readonly matrix: readonly (readonly [number, number])[];
    readonly offset: readonly [number, number];
    readonly values: readonly { readonly at: readonly [number, number]; readonly value: number }[];
  };
}
const reference: Reference = JSON.parse(readFileSync("test/reference/preprocess/reference.json", "utf8"));
const shape = [64, 96] as const;

test.each(reference.shifts)(
  "a shift by $moved is found to a tenth of a pixel, as scikit-image finds it",
  ({ moved: [dy, dx], skimage }) => {
    const found = new PhaseShift(softSpots(shape), shape).of(softSpots(shape, dy, dx));
    expect(Math.abs(found.dy - dy)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(found.dx - dx)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(found.dy - skimage[0])).toBeLessThanOrEqual(0.15);
    expect(Math.abs(found.dx - skimage[1])).toBeLessThanOrEqual(0.15);
    expect(found.certainty).toBeGreaterThan(0.5);
  },
);

test("an image that has nothing to do with the reference is told by a low certainty", () => {
  let state = 1;
  const noise = () =>
    Float32Array.from({ length: shape[0] * shape[1] }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
  expect(new PhaseShift(softSpots(shape), shape).of(noise()).certainty).toBeLessThan(0.2);
});

test("a shift by whole pixels moves grey levels without changing them, and fills what was not seen", () => {
  const image = Float32Array.from({ length: 12 }, (_, i) => i);
  expect([...warp(image, [3, 4], translation(1, -1), -1)]).toEqual([-1, 4, 5, 6, -1, 8, 9, 10, -1, -1, -1, -1]);
});

test("an image drawn through an affine map has scipy's values to 1 % of its range", () => {
  const { matrix, offset, values } = reference.affine;
  const map: Affine = { yy: matrix[0]![0], yx: matrix[0]![1], y0: offset[0], xy: matrix[1]![0], xx: matrix[1]![1], x0: offset[1] };
  const drawn = warp(softSpots(shape), shape, map, 0);
  for (const { at, value } of values) expect(Math.abs(drawn[at[0] * shape[1] + at[1]]! - value)).toBeLessThan(9);
});

test("an affine map between two channels of different brightness is found to a twentieth of a pixel", () => {
  const size = [96, 128] as const;
  const map: Affine = { yy: 1.01, yx: 0.012, y0: 1.6, xy: -0.015, xx: 0.99, x0: -2.3 };
  const moved = softSpots(size).map((value) => 40 + 0.3 * value);
  const fixed = warp(moved, size, map, 70).map((value) => (value - 40) / 0.3);
  const found = alignImages(fixed, moved, size, "affine");
  for (const [y, x] of [
    [20, 25],
    [20, 100],
    [75, 25],
    [75, 100],
    [48, 64],
  ] as const) {
    expect(Math.abs(found.yy * y + found.yx * x + found.y0 - (map.yy * y + map.yx * x + map.y0))).toBeLessThan(0.05);
    expect(Math.abs(found.xy * y + found.xx * x + found.x0 - (map.xy * y + map.xx * x + map.x0))).toBeLessThan(0.05);
  }
});

test("a translation between channels is found where it is all that is asked for", () => {
  const found = alignImages(softSpots(shape), softSpots(shape, 2.5, -1.25), shape, "translation");
  expect(found).toMatchObject({ yy: 1, yx: 0, xy: 0, xx: 1 });
  expect(found.y0).toBeCloseTo(2.5, 1);
  expect(found.x0).toBeCloseTo(-1.25, 1);
});

test.each([
  [0, 0, 0],
  [0, 3.4, -5.25],
  [2, 0, 0],
  [-7.5, 4.2, -3],
  [30, -6, 8.5],
])("a turn by %d° and a shift by (%d, %d) px are found to a tenth of a pixel everywhere", (degrees, dy, dx) => {
  const size = [120, 128] as const;
  const turn = (degrees * Math.PI) / 180;
  const noise = (image: Float32Array, seed: number) =>
    image.map((value, i) => value + ((Math.imul(i + seed, 2654435761) >>> 8) / 2 ** 24 - 0.5) * 40);
  const found = new RigidShift(noise(turnedSpots(size, 0), 1), size).of(noise(turnedSpots(size, turn, dy, dx), 7));
  const truth = rigid(size, turn, dy, dx);
  for (const place of [
    [30, 30],
    [30, 98],
    [90, 30],
    [90, 98],
  ] as const) {
    const [a, b] = [placeUnder(found, place), placeUnder(truth, place)];
    expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(0.1);
  }
  expect(found.yy * found.xx - found.yx * found.xy).toBeCloseTo(1, 9);
});
