import { expect, test } from "vitest";
import { unprepared } from "#contract/preparation";
import { median } from "#core/image/percentile";
import {
  backgroundPattern,
  divideIllumination,
  estimatedIllumination,
  measuredIllumination,
  subtractPattern,
} from "#core/preprocess/flatten";
import { findHotPixels, mendHotPixels } from "#core/preprocess/hot-pixels";
import { stillImage } from "#core/preprocess/still-image";
import { cut, spanOf, windowOf } from "#core/preprocess/window";
import { softSpots } from "#test/make/soft-spots";

const shape = [64, 96] as const;

test("a crop is cut to whole blocks of the binning, and one that leaves the frame is refused", () => {
  expect(windowOf([20, 30], { ...unprepared, cropTop: 2, cropLeft: 3, cropHeight: 9, binning: 2 })).toEqual({
    top: 2,
    left: 3,
    height: 8,
    width: 26,
  });
  expect(() => windowOf([20, 30], { ...unprepared, cropLeft: 20, cropWidth: 11 })).toThrow(/columns 20 to 31/);
  expect(() => windowOf([20, 30], { ...unprepared, cropHeight: 3, binning: 4 })).toThrow(/bin less/);
});

test("a time range is half-open, and an empty one is refused", () => {
  expect(spanOf(10, { firstFrame: 2, endFrame: 5 })).toEqual({ from: 2, to: 5 });
  expect(spanOf(10, { firstFrame: 2, endFrame: 0 })).toEqual({ from: 2, to: 10 });
  expect(() => spanOf(10, { firstFrame: 5, endFrame: 5 })).toThrow(/within 0 and 10/);
  expect(() => spanOf(10, { firstFrame: 0, endFrame: 11 })).toThrow(/has 10/);
});

test("a window is copied row by row", () => {
  const into = new Uint16Array(4);
  cut(
    Uint16Array.from({ length: 12 }, (_, i) => i),
    4,
    { top: 1, left: 2, height: 2, width: 2 },
    into,
  );
  expect([...into]).toEqual([6, 7, 10, 11]);
});

test("single bright and dark pixels are found and mended, and small nuclei are left alone", () => {
  const clean = softSpots(shape).map((value, i) => value + ((i * 7919) % 11) - 5);
  const still = clean.slice();
  const defects = [5 * 96 + 7, 30 * 96 + 50, 63 * 96 + 95];
  still[defects[0]!] = 900;
  still[defects[1]!] = 5000;
  still[defects[2]!] = 0;
  const hot = findHotPixels(still, shape, 8);
  expect([...hot]).toEqual(defects);
  const plane = Uint16Array.from(still);
  mendHotPixels(plane, shape, hot);
  for (const i of defects) expect(Math.abs(plane[i]! - clean[i]!)).toBeLessThan(60);
  expect(plane.filter((value, i) => !defects.includes(i) && value !== Math.trunc(still[i]!))).toHaveLength(0);
});

test("two hot pixels beside each other mend from those around both", () => {
  const plane = new Uint16Array(25).fill(100);
  plane[12] = 4000;
  plane[13] = 3000;
  mendHotPixels(plane, [5, 5], Int32Array.of(12, 13));
  expect([...plane]).toEqual(new Array(25).fill(100));
});

test("what stays while something moves is the low percentile through time", () => {
  const frames = Array.from({ length: 10 }, (_, t) => Float32Array.from({ length: 10 }, (__, x) => (x === t ? 500 : 20 + x)));
  expect([...stillImage(frames, 10)]).toEqual(Array.from({ length: 10 }, (_, x) => 20 + x));
});

test("taking a background away removes its pattern and keeps the movie's level", () => {
  const pattern = Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => 100 + 40 * Math.sin((i % 96) / 25));
  const plane = softSpots(shape, 0, 0, 0).map((value, i) => value + pattern[i]!);
  subtractPattern(plane, backgroundPattern(pattern, shape));
  const wanted = softSpots(shape, 0, 0, median(pattern));
  expect(Math.max(...plane.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(2);
});

const lit = Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => {
  const [y, x] = [Math.floor(i / 96) / 31.5 - 1, (i % 96) / 47.5 - 1];
  return 1 - 0.3 * (y * y + x * x) + 0.1 * x;
});
const mean = lit.reduce((sum, value) => sum + value, 0) / lit.length;

test("an even sample measures the illumination, and dividing by it evens a frame out", () => {
  const illumination = measuredIllumination(
    lit.map((share) => 100 + 800 * share),
    shape,
    100,
  );
  const frame = lit.map((share) => 100 + 50 * share);
  divideIllumination(frame, illumination, 100);
  for (const i of [3000, 1000, 5000]) expect(frame[i]).toBeCloseTo(100 + 50 * mean, 0);
});

test("the light between the cells tells the illumination to 3 %, cells or not", () => {
  const still = softSpots(shape, 0, 0, 0).map((value, i) => 100 + (60 + value) * lit[i]!);
  const illumination = estimatedIllumination(still, shape, 100);
  for (let i = 0; i < lit.length; i += 97) expect(Math.abs(illumination[i]! - lit[i]! / mean)).toBeLessThan(0.03);
});

test("no light above the camera's offset is refused with what to do", () => {
  expect(() => estimatedIllumination(new Float32Array(64 * 96).fill(100), shape, 100)).toThrow(/flat field file/);
});
