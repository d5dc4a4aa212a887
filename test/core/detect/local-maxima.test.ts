import { expect, test } from "vitest";
import { localMaxima } from "#core/detect/local-maxima";
import { suppress } from "#core/detect/suppress";
import { automaticThreshold, noiseOf } from "#core/detect/threshold";

test("a parabola's vertex between samples is found exactly", () => {
  const data = Float32Array.from({ length: 7 }, (_, x) => 10 - (x - 3.3) ** 2);
  const peaks = localMaxima(data, [1, 1, 7], 0, 10);
  expect(peaks.height).toHaveLength(1);
  expect(peaks.place[2]).toBeCloseTo(3.3, 5);
});

test("peaks come strongest first, a plateau counts once, and an edge peak stays on its voxel", () => {
  const peaks = localMaxima(Float32Array.of(5, 1, 3, 3, 1, 9, 1), [1, 1, 7], 0, 10);
  expect(Array.from(peaks.height)).toEqual([9, 5, 3]);
  expect(peaks.place[3 + 2]).toBe(0);
});

test("of two peaks within the reach the stronger stays", () => {
  const peaks = { place: Float64Array.of(0, 0, 0, 0, 0, 2, 0, 0, 6), height: Float64Array.of(9, 8, 7) };
  expect(suppress(peaks, [0, 1, 2], [1, 1, 3])).toEqual([0, 2]);
});

test("the noise of a normal sample is its standard deviation", () => {
  const sample = Float32Array.from({ length: 20001 }, (_, i) => 3 * Math.sqrt(2) * inverseErf((2 * (i + 0.5)) / 20001 - 1));
  expect(noiseOf(sample)).toBeCloseTo(3, 1);
});

test("the threshold lies between clutter and nuclei, and at the lower limit where there is no second population", () => {
  const clutter = Array.from({ length: 300 }, (_, i) => 3 * (1 - (i + 0.5) / 300) ** -0.2);
  const nuclei = Array.from({ length: 40 }, (_, i) => 60 + 8 * i);
  const cut = automaticThreshold(Float64Array.from([...clutter, ...nuclei]), 5);
  expect(cut).toBeGreaterThan(Math.max(...clutter));
  expect(cut).toBeLessThan(60);
  expect(automaticThreshold(Float64Array.from(clutter), 5)).toBe(5);
});

function inverseErf(y: number): number {
  const a = 0.147;
  const log = Math.log(1 - y * y);
  const term = 2 / (Math.PI * a) + log / 2;
  return Math.sign(y) * Math.sqrt(Math.sqrt(term * term - log / a) - term);
}
