import { expect, test } from "vitest";
import { resample, resampling } from "#core/image/resample";

test("halving takes the mean of each 2×2 block", () => {
  const small = new Float32Array(2);
  resample(resampling([2, 4], [1, 2]), Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), small);
  expect(small).toEqual(Float32Array.of(3.5, 5.5));
});

test("doubling interpolates between pixel centres", () => {
  const large = new Float32Array(4);
  resample(resampling([1, 2], [1, 4]), Float32Array.of(0, 4), large);
  expect(large).toEqual(Float32Array.of(0, 1, 3, 4));
});

test("a constant stays a constant at any ratio, and there and back", () => {
  const there = new Float32Array(11 * 23);
  const back = new Float32Array(7 * 16);
  resample(resampling([7, 16], [11, 23]), new Float32Array(7 * 16).fill(3), there);
  resample(resampling([11, 23], [7, 16]), there, back);
  for (const value of [...there, ...back]) expect(value).toBeCloseTo(3, 5);
});

test("a slope survives the way there and back inside the frame", () => {
  const line = Float32Array.from({ length: 40 }, (_, i) => i);
  const there = new Float32Array(62);
  const back = new Float32Array(40);
  resample(resampling([1, 40], [1, 62]), line, there);
  resample(resampling([1, 62], [1, 40]), there, back);
  for (let i = 3; i < 37; i++) expect(Math.abs((back[i] as number) - i)).toBeLessThan(0.06);
});
