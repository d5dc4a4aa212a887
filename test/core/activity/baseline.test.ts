import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { baselineOf } from "#core/activity/baseline";
import { bleachingGain } from "#core/activity/bleaching";
import { normal, seeded } from "#test/make/nuclei";

const { baseline } = JSON.parse(readFileSync(new URL("../../reference/tracking.json", import.meta.url), "utf8"));
const f = Float32Array.from(baseline.f, (value: number | null) => value ?? Number.NaN);
const time = Float64Array.from(f, (_, t) => t * baseline.interval);

test("F0 as a percentile equals numpy's nanpercentile", () => {
  const rest = baselineOf(f, time, { baseline: "percentile", percentile: 20, window: 1, windowStart: 0 });
  expect(rest[0]).toBeCloseTo(baseline.percentile20, 4);
  expect(new Set(rest).size).toBe(1);
});

test("F0 as a running percentile equals numpy's, window by window", () => {
  const rest = baselineOf(f, time, { baseline: "running-percentile", percentile: 20, window: 10, windowStart: 0 });
  rest.forEach((value, t) => expect(value).toBeCloseTo(baseline.running20in10s[t], 4));
});

test("F0 of the first seconds is their mean, missing frames left out", () => {
  expect(baselineOf(f, time, { baseline: "first-seconds", percentile: 0, window: 5, windowStart: 0 })[40]).toBeCloseTo(baseline.first5s, 4);
});

test("F0 of a quiet window is the median of its seconds; a window past the end is refused", () => {
  const quiet = { baseline: "quiet-window", percentile: 0, window: 2, windowStart: 6 };
  const within = Array.from(f).filter((value, t) => time[t]! >= 6 && time[t]! <= 8 && !Number.isNaN(value));
  expect(baselineOf(f, time, quiet)[0]).toBe(within.sort((a, b) => a - b)[2]);
  expect(() => baselineOf(f, time, { ...quiet, windowStart: 500 })).toThrow("500 to 502 s");
});

test("a window in seconds needs the interval; a percentile of the movie does not", () => {
  const unknown = new Float64Array(f.length).fill(Number.NaN);
  expect(() => baselineOf(f, unknown, { baseline: "running-percentile", percentile: 20, window: 10, windowStart: 0 })).toThrow(
    "--interval",
  );
  expect(baselineOf(f, unknown, { baseline: "percentile", percentile: 20, window: 10, windowStart: 0 })[0]).toBeCloseTo(
    baseline.percentile20,
    4,
  );
});

test("a neuron never seen has no F0", () => {
  expect(
    baselineOf(new Float32Array(3).fill(Number.NaN), Float64Array.of(0, 1, 2), {
      baseline: "percentile",
      percentile: 20,
      window: 1,
      windowStart: 0,
    })[0],
  ).toBeNaN();
});

test("exponential fading is undone to 2 % in spite of transients, and growth is left alone", () => {
  const random = seeded(3);
  const frames = 200;
  const clock = Float64Array.from({ length: frames }, (_, t) => t * 0.5);
  const fading = new Float32Array(20 * frames);
  for (let i = 0; i < 20; i++) {
    for (let t = 0; t < frames; t++) {
      const active = i < 6 && t > 60 + 10 * i && t < 100 + 10 * i ? 2 : 1;
      fading[i * frames + t] = (50 + 10 * i) * active * Math.exp(-clock[t]! / 80) * (1 + 0.02 * normal(random));
    }
  }
  const gain = bleachingGain(fading, 20, clock);
  expect(gain[0]).toBe(1);
  expect(gain[frames - 1]! / Math.exp(clock[frames - 1]! / 80)).toBeCloseTo(1, 1);
  expect(Math.abs(gain[frames - 1]! / Math.exp(clock[frames - 1]! / 80) - 1)).toBeLessThan(0.02);
  const growing = fading.map((_, i) => 1 + (i % frames));
  expect(new Set(bleachingGain(growing, 20, clock))).toEqual(new Set([1]));
});
