import { describe, expect, test } from "vitest";
import { fitText } from "#renderer/charts/fit-text.ts";
import { colourActivity, mapRange } from "#renderer/charts/map-figure.ts";
import { pyramidOf, spanExtent } from "#renderer/charts/pyramid.ts";
import { columnsIn, frameAt, panWindow, timeAxis, timeScale, zoomWindow } from "#renderer/charts/time-axis.ts";
import { extentOf, traceCorners } from "#renderer/charts/trace-line.ts";

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

const rowsOf = (...series: readonly (readonly number[])[]) => ({
  values: Float32Array.from(series.flat()),
  rows: series.length,
  frames: series[0]?.length ?? 0,
});

describe("zoom in time", () => {
  const axis = timeAxis(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    Array.from({ length: 10 }, (_, t) => t),
  );

  test("the moment under the pointer stays where it is, and the window stays within the movie", () => {
    expect(zoomWindow(axis, null, 4.5, 0.5)).toEqual([2.25, 6.75]);
    expect(zoomWindow(axis, null, 0, 0.5)).toEqual([0, 4.5]);
    expect(zoomWindow(axis, [2, 6], 6, 2)).toEqual([0, 8]);
    expect(panWindow(axis, [2, 6], 10)).toEqual([5, 9]);
  });

  test("as long as the movie is all of it; four frames are the least", () => {
    expect(zoomWindow(axis, [2, 6], 4, 3)).toBeNull();
    expect(zoomWindow(axis, null, 0, 0.001)).toEqual([0, 3.6]);
    expect(columnsIn(axis, [2.2, 4.4])).toEqual([1, 5]);
  });
});

describe("traces", () => {
  const axisOf = (frames: number) =>
    timeAxis(
      Array.from({ length: frames }, (_, t) => t),
      [],
    );
  const same = (value: number) => value;

  test("a short trace keeps every value, within the window and one on either side", () => {
    const pyramid = pyramidOf(rowsOf([9, 9, 9, 9, 9], [1, 2, 3, 4, 5]));
    expect([...traceCorners(pyramid, 1, axisOf(5), null, same, same, 100).y]).toEqual([1, 2, 3, 4, 5]);
    expect([...traceCorners(pyramid, 1, axisOf(5), [2, 3], same, same, 100).x]).toEqual([1, 2, 3, 4]);
  });

  test("a long trace keeps its peaks at every zoom and draws no more than the screen can show", () => {
    const series = new Float32Array(100_000);
    series[54_321] = 9;
    series[99_999] = -3;
    const pyramid = pyramidOf({ values: series, rows: 1, frames: series.length });
    for (const window of [null, [50_000, 60_000]] as const) {
      const corners = traceCorners(pyramid, 0, axisOf(series.length), window, same, same, 100);
      expect(corners.count).toBe(200);
      expect(Math.max(...corners.y)).toBe(9);
    }
    expect(Math.min(...traceCorners(pyramid, 0, axisOf(series.length), null, same, same, 100).y)).toBe(-3);
    expect([pyramid.low[0], pyramid.high[0]]).toEqual([-3, 9]);
  });

  test("the least and the greatest of any span are those of the values in it, missing ones left out", () => {
    const values = Float32Array.from({ length: 1000 }, (_, t) => (t % 7 === 0 ? Number.NaN : Math.sin(t * 12.9898) * 43758.5453));
    const pyramid = pyramidOf({ values, rows: 1, frames: 1000 });
    const into = new Float64Array(2);
    for (const [from, to] of [
      [0, 1000],
      [64, 128],
      [256, 512],
      [3, 6],
    ] as const) {
      spanExtent(pyramid, 0, from, to, into);
      const inside = values.subarray(from, to).filter((value) => !Number.isNaN(value));
      expect([...into]).toEqual([Math.min(...inside), Math.max(...inside)]);
    }
    spanExtent(pyramid, 0, 7, 8, into);
    expect(into[0]).toBeNaN();
  });

  test("missing values have no extent", () => {
    expect(extentOf(Float32Array.of(Number.NaN, 2, -1))).toEqual([-1, 2]);
    expect(extentOf(Float32Array.of(Number.NaN))).toEqual([0, 1]);
    expect(extentOf(Float32Array.of(3))).toEqual([3, 4]);
  });
});

describe("the activity map", () => {
  test("a missing value is clear, never the colour of zero", () => {
    const table = new Uint8Array(1024).fill(7);
    const rgba = colourActivity(Float32Array.of(0, 1, 5, Number.NaN, 9, 0), 3, 0, 3, [1], [0, 9], table);
    expect([rgba[3], rgba[7], rgba[11]]).toEqual([0, 255, 255]);
  });

  test("the range leaves out what is missing", () => {
    expect(mapRange(Float32Array.of(0, 1, 5, Number.NaN, 9, 0))).toEqual([0, 9]);
  });
});

test("a name that is too long for its column ends in an ellipsis", () => {
  const context = { measureText: (text: string) => ({ width: 6 * text.length }) as TextMetrics };
  expect(fitText(context, "AVAL", 40)).toBe("AVAL");
  expect(fitText(context, "AVAL-anterior", 40)).toBe("AVAL-…");
});
