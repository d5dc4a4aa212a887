import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { gaussianKernel, gaussianSmooth } from "#core/image/gaussian";

const { smoothing } = JSON.parse(readFileSync(new URL("../../reference/tracking.json", import.meta.url), "utf8"));

test("smoothing equals scipy.ndimage.gaussian_filter with edges that go on", () => {
  const stack = Float32Array.from(smoothing.stack);
  const out = new Float32Array(stack.length);
  gaussianSmooth(stack, smoothing.shape, smoothing.sigma, out, new Float32Array(stack.length));
  const worst = out.reduce((most, value, i) => Math.max(most, Math.abs(value - smoothing.smooth[i])), 0);
  expect(worst).toBeLessThan(1e-6);
});

test("a kernel sums to one, and a sigma of 0 changes nothing", () => {
  const half = gaussianKernel(1.7);
  expect(half.reduce((sum, value, i) => sum + (i === 0 ? value : 2 * value), 0)).toBeCloseTo(1, 12);
  const stack = Float32Array.of(1, 5, 2, 7);
  const out = new Float32Array(4);
  gaussianSmooth(stack, [1, 2, 2], [0, 0, 0], out, new Float32Array(4));
  expect(out).toEqual(stack);
});

test("smoothing may write over its input", () => {
  const stack = Float32Array.from({ length: 60 }, (_, i) => (i * 7) % 11);
  const out = new Float32Array(60);
  gaussianSmooth(stack, [3, 4, 5], [1, 1, 1], out, new Float32Array(60));
  gaussianSmooth(stack, [3, 4, 5], [1, 1, 1], stack, new Float32Array(60));
  expect(stack).toEqual(out);
});
