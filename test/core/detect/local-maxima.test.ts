import { expect, test } from "vitest";
import { localMaxima } from "#core/detect/local-maxima";
import { suppress } from "#core/detect/suppress";
import { confidenceOf, noiseOf, yardstick } from "#core/detect/threshold";

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

test("the cut lies between clutter and nuclei, however many there are of either", () => {
  for (const [clutters, neurons] of [
    [3000, 40],
    [300, 200],
    [300, 3],
    [5, 5],
  ] as const) {
    const clutter = Array.from({ length: clutters }, (_, i) => Math.min(5, 2 * (1 - (i + 0.5) / clutters) ** -0.2));
    const nuclei = Array.from({ length: neurons }, (_, i) => 30 + (170 * i) / neurons);
    const { cut, bright } = yardstick(Float64Array.from([...clutter, ...nuclei]), 0.5);
    expect(cut).toBeGreaterThan(5);
    expect(cut).toBeLessThan(30);
    expect(bright).toBeGreaterThan(30);
  }
});

test("one nucleus ten times as bright as all others hides none of them", () => {
  const heights = [2000, ...Array.from({ length: 30 }, (_, i) => 60 + 5 * i), 3, 2, 2, 2];
  expect(yardstick(Float64Array.from(heights), 0.5).cut).toBeLessThan(60);
});

test("what lies below six times the noise is no nucleus, and no peaks have no bright one", () => {
  expect(yardstick(Float64Array.of(5, 4, 3), 1)).toEqual({ cut: 6, bright: 0 });
  expect(yardstick(new Float64Array(0), 1)).toEqual({ cut: 6, bright: 0 });
});

test("the confidence is 0.4 at the cut and grows with the height", () => {
  const { cut, bright } = yardstick(Float64Array.of(100, 80, 60, 50), 0.1);
  expect(confidenceOf(cut, bright)).toBeCloseTo(0.4, 6);
  expect(confidenceOf(3 * cut, bright)).toBeGreaterThan(0.95);
  expect(confidenceOf(cut / 3, bright)).toBeLessThan(0.05);
});

function inverseErf(y: number): number {
  const a = 0.147;
  const log = Math.log(1 - y * y);
  const term = 2 / (Math.PI * a) + log / 2;
  return Math.sign(y) * Math.sqrt(Math.sqrt(term * term - log / a) - term);
}
