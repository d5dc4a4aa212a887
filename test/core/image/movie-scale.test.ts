import { expect, test } from "vitest";
import { combineScales, frameScale, spreadFrames } from "#core/image/movie-scale";
import { normalise } from "#core/image/normalise";
import { frameStatistics, unlikeTraining } from "#core/refocus/frame-statistics";
import reference from "../../reference/image/image.json" with { type: "json" };

const { movie, cases } = reference;
const frame = Float32Array.from(cases[0]?.values ?? []);

test("a frame's scale is the one the models are trained with", () => {
  const scale = frameScale(frame);
  expect(scale.background).toBe(movie.background);
  expect(scale.scale).toBeCloseTo(movie.scale, 3);
});

test("frame statistics are those of the training data", () => {
  const here = frameStatistics(frame, [24, 32], frameScale(frame));
  expect(here.p99OverMedianRatio).toBeCloseTo(movie.p99OverMedianRatio, 4);
  expect(here.foregroundShare).toBeCloseTo(movie.foregroundShare, 6);
  expect(here.snr).toBeCloseTo(movie.snr, 2);
});

test("a recording unlike the training gets a sentence for each statistic that is off", () => {
  const here = { p99OverMedianRatio: 5, foregroundShare: 0.1, snr: 900 };
  const model = { id: "m", statistics: { p99OverMedianRatio: [1, 4, 9], snr: [5, 50, 600] } };
  expect(unlikeTraining([here], model)).toEqual([
    "The recording lies outside the training of m: its signal over noise is 900, in training it was 5.00 to 600; it may not be a wide-field frame.",
  ]);
});

test("the movie's scale is the middle of its frames', and the brightest pixel is counted in it", () => {
  const combined = combineScales([
    { background: 10, scale: 100, brightest: 1 },
    { background: 12, scale: 200, brightest: 2 },
    { background: 14, scale: 150, brightest: 4 },
  ]);
  expect(combined).toEqual({ background: 12, scale: 150, brightest: (4 * 150 + 14 - 12) / 150 });
});

test("a dark frame has scale 1", () => {
  expect(frameScale(new Float32Array(16))).toEqual({ background: 0, scale: 1, brightest: 0 });
});

test("sampled frames spread from the first to the last", () => {
  expect(spreadFrames(3, 16)).toEqual([0, 1, 2]);
  expect(spreadFrames(101, 5)).toEqual([0, 25, 50, 75, 100]);
  expect(spreadFrames(5, 1)).toEqual([2]);
});

test("normalising tells of pixels that are not numbers", () => {
  const into = new Float32Array(2);
  expect(normalise(Uint16Array.of(110, 210), { background: 10, scale: 200 }, into)).toBe(true);
  expect(into).toEqual(Float32Array.of(0.5, 1));
  expect(normalise(Float32Array.of(1, Number.NaN), { background: 0, scale: 1 }, into)).toBe(false);
  expect(normalise(Float32Array.of(1, Infinity), { background: 0, scale: 1 }, into)).toBe(false);
});
