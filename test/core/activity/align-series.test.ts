import { expect, test } from "vitest";
import { alignSeries } from "#core/activity/align-series";

const nan = Number.NaN;
const series = { time: Float64Array.of(0, 1, 3), values: Float64Array.of(10, 20, 40), labels: null };

test("numbers lie on the line between two samples; outside the series there are none", () => {
  expect([...alignSeries(series, Float64Array.of(-0.1, 0, 0.5, 1, 2, 3, 3.1))]).toEqual([nan, 10, 15, 20, 30, 40, nan]);
});

test("a word holds until the next, and after the last", () => {
  const words = { time: Float64Array.of(2, 5), values: Float64Array.of(0, 1), labels: ["water", "odour"] };
  expect([...alignSeries(words, Float64Array.of(1, 2, 4.9, 5, 100))]).toEqual([nan, 0, 0, 1, 1]);
});

test("beside a missing sample, and where the frame's time is unknown, a value is missing", () => {
  expect([...alignSeries({ ...series, values: Float64Array.of(10, nan, 40) }, Float64Array.of(0, 0.5, 2, 3, nan))]).toEqual([
    10,
    nan,
    nan,
    40,
    nan,
  ]);
});
