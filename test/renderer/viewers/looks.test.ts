import { describe, expect, test } from "vitest";
import { colourMaps, colourTable, depthColour } from "#renderer/viewers/colour-maps.ts";
import { colourPlane, shade } from "#renderer/viewers/colour-plane.ts";
import { autoLevels, histogram } from "#renderer/viewers/levels.ts";
import { pickMark } from "#renderer/viewers/marks.ts";
import { fitCamera, type Plane, toScreen, toWorld, zoomAbout } from "#renderer/viewers/plane.ts";
import { roundLength } from "#renderer/viewers/scale-bar.ts";

const plane: Plane = {
  data: Float32Array.of(0, 5, 10, Number.NaN),
  second: null,
  depth: null,
  width: 2,
  height: 2,
  pitch: [1, 1],
  origin: [0, 0],
};
const look = {
  levels: { min: 0, max: 10 },
  secondLevels: { min: 0, max: 1 },
  gamma: 1,
  secondGamma: 1,
  table: colourTable(colourMaps.gray),
  smooth: true,
};

describe("grey to colour", () => {
  test("the window clips, gamma above 1 lifts, and what is not a number is black", () => {
    expect(shade(-1, { min: 0, max: 10 }, 1)).toBe(0);
    expect(shade(11, { min: 0, max: 10 }, 1)).toBe(1);
    expect(shade(2.5, { min: 0, max: 10 }, 2)).toBe(0.5);
    expect(shade(Number.NaN, { min: 0, max: 10 }, 1)).toBe(0);
  });

  test("a map colours brightness", () => {
    const rgba = new Uint8ClampedArray(16);
    colourPlane(plane, look, rgba);
    expect([...rgba]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255, 0, 0, 0, 255]);
  });

  test("two channels are green and magenta", () => {
    const rgba = new Uint8ClampedArray(16);
    colourPlane({ ...plane, second: Float32Array.of(1, 0, 1, 0) }, look, rgba);
    expect([...rgba.subarray(0, 12)]).toEqual([255, 0, 255, 255, 0, 128, 0, 255, 255, 255, 255, 255]);
  });

  test("depth gives the colour and brightness its strength", () => {
    const rgba = new Uint8ClampedArray(16);
    colourPlane({ ...plane, depth: Float32Array.of(0, 0.5, 1, 0) }, { ...look, table: colourTable(depthColour) }, rgba);
    expect([...rgba.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(rgba[8]).toBeGreaterThan(rgba[10] ?? 255);
  });

  test("automatic levels leave out the tails, and a flat image still has a range", () => {
    const data = Float32Array.from({ length: 1000 }, (_, i) => i);
    const { min, max } = autoLevels(data, 10, 90);
    expect(min).toBe(100);
    expect(max).toBe(899);
    expect(autoLevels(new Float32Array(10).fill(3))).toEqual({ min: 3, max: 4 });
    expect(autoLevels(new Float32Array(0))).toEqual({ min: 0, max: 1 });
  });

  test("the histogram counts every pixel once", () => {
    const { counts, min, max } = histogram(Float32Array.of(0, 1, 1, 4), 4);
    expect([...counts]).toEqual([1, 2, 0, 1]);
    expect([min, max]).toEqual([0, 4]);
  });
});

describe("the camera", () => {
  const size = { width: 200, height: 100 };

  test("fit shows the whole plane, and screen and world are each other's inverse", () => {
    const camera = fitCamera(plane, size, 0);
    expect(camera.scale).toBe(50);
    expect(toScreen(camera, size, 0.5, 0.5)).toEqual([50, 100]);
    expect(toWorld(camera, size, 50, 100)).toEqual([0.5, 0.5]);
  });

  test("zoom keeps what is under the pointer", () => {
    const camera = { centre: [3, 4], scale: 2 } as const;
    const before = toWorld(camera, size, 20, 30);
    const after = toWorld(zoomAbout(camera, size, 20, 30, 1.7), size, 20, 30);
    expect(after[0]).toBeCloseTo(before[0], 10);
    expect(after[1]).toBeCloseTo(before[1], 10);
  });

  test("the scale bar is a round length that fits", () => {
    expect(roundLength(2, 120)).toBe(50);
    expect(roundLength(0.9, 120)).toBe(100);
    expect(roundLength(300, 120)).toBe(0.2);
  });

  test("a click takes the neuron in the plane before one that lies deeper", () => {
    const marks = {
      track: Int32Array.of(1, 2, -1),
      v: Float64Array.of(0, 0, 0),
      u: Float64Array.of(0, 1, 0),
      away: Float64Array.of(8, 0, 0),
      radius: Float64Array.of(1, 1, 1),
      source: Uint8Array.of(0, 1, 2),
    };
    const camera = { centre: [0, 0], scale: 4 } as const;
    expect(pickMark(marks, camera, size, 50, 101, 9)).toBe(2);
    expect(pickMark(marks, camera, size, 0, 0, 9)).toBeNull();
  });
});
