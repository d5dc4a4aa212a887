import { describe, expect, test } from "vitest";
import { colourActivity, mapRange, orderByPeak } from "#renderer/charts/activity-map.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import { frameAt, timeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { extentOf, traceCorners } from "#renderer/charts/trace-line.ts";
import { stackRowAt, stackRowHeight } from "#renderer/charts/trace-stack.ts";

describe("the time axis", () => {
  test("seconds where every time is known, frame numbers where one is not", () => {
    expect(timeAxis([0, 1], [0, 0.5])).toEqual({ values: Float64Array.of(0, 0.5), unit: "s" });
    expect(timeAxis([0, 1], [0, null])).toEqual({ values: Float64Array.of(0, 1), unit: "frame" });
  });

  test("a place on the axis finds the nearest frame, with uneven intervals too", () => {
    const axis = timeAxis([0, 1, 2], [0, 1, 5]);
    expect([frameAt(axis, -1), frameAt(axis, 0.6), frameAt(axis, 2.9), frameAt(axis, 3.1), frameAt(axis, 9)]).toEqual([0, 1, 1, 2, 2]);
  });

  test("the scale runs over the box", () => {
    const scale = timeScale(timeAxis([0, 1], [0, 2]), { left: 10, top: 0, width: 100, height: 10 });
    expect([scale(0), scale(2)]).toEqual([10, 110]);
  });
});

describe("traces", () => {
  test("a short trace keeps every value", () => {
    const corners = traceCorners(
      Float32Array.of(1, 2, 3),
      (i) => i,
      (value) => -value,
      100,
    );
    expect([...corners.y]).toEqual([-1, -2, -3]);
  });

  test("a long trace keeps its peak and draws no more than the screen can show", () => {
    const series = new Float32Array(100_000);
    series[54_321] = 9;
    const corners = traceCorners(
      series,
      (i) => i / 1000,
      (value) => value,
      100,
    );
    expect(corners.count).toBe(400);
    expect(Math.max(...corners.y.subarray(0, corners.count))).toBe(9);
  });

  test("missing values have no extent", () => {
    expect(extentOf(Float32Array.of(Number.NaN, 2, -1))).toEqual([-1, 2]);
    expect(extentOf(Float32Array.of(Number.NaN))).toEqual([0, 1]);
    expect(extentOf(Float32Array.of(3))).toEqual([3, 4]);
  });

  test("a height of the chart finds its row", () => {
    expect(stackRowAt(0, 3)).toBe(0);
    expect(stackRowAt(stackRowHeight * 2.5, 3)).toBe(2);
    expect(stackRowAt(stackRowHeight * 3, 3)).toBe(-1);
  });
});

describe("the activity map", () => {
  const map = { values: Float32Array.of(0, 1, 5, Number.NaN, 9, 0), rows: 2, frames: 3 };

  test("a missing value is clear, never the colour of zero", () => {
    const table = new Uint8Array(1024).fill(7);
    const rgba = colourActivity(map, [1], [0, 9], table);
    expect([rgba[3], rgba[7], rgba[11]]).toEqual([0, 255, 255]);
  });

  test("rows come by the frame of their peak", () => {
    expect(orderByPeak(map)).toEqual([1, 0]);
  });

  test("the range leaves out what is missing", () => {
    expect(mapRange(map.values)).toEqual([0, 9]);
  });
});

test("a name that is too long for its column ends in an ellipsis", () => {
  const context = { measureText: (text: string) => ({ width: 6 * text.length }) as TextMetrics };
  expect(fitText(context, "AVAL", 40)).toBe("AVAL");
  expect(fitText(context, "AVAL-anterior", 40)).toBe("AVAL-…");
});
