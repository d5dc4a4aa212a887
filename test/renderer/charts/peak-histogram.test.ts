import { expect, test } from "vitest";
import { heightAt, shareOf, spanOf } from "#renderer/charts/peak-histogram.ts";

test("the axis spans all peaks and goes both ways on a logarithm", () => {
  const span = spanOf([3, 30, 300]);
  expect(span[0]).toBeLessThan(3);
  expect(span[1]).toBeGreaterThan(300);
  for (const height of [3, 17, 300]) expect(heightAt(shareOf(height, span), span)).toBeCloseTo(height, 6);
  expect(shareOf(0.01, span)).toBe(0);
  expect(shareOf(1e6, span)).toBe(1);
});

test("no peaks, or one, still have an axis", () => {
  expect(spanOf([])).toEqual([1, 10]);
  const [low, high] = spanOf([5]);
  expect(low).toBeLessThan(5);
  expect(high).toBeGreaterThan(5);
});
