import { expect, test } from "vitest";
import { defaultsOf, extractSheet } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import { readOutFrame } from "#core/activity/read-out";
import { emptyTraces, putFrame, traceMatrix } from "#core/activity/trace-matrix";
import { trackNumbers } from "#core/activity/track-index";
import { tracksOf } from "#core/link/table-ops";
import { stackOf } from "#test/make/nuclei";

const parameters = defaultsOf(extractSheet);
const shape = [21, 80, 80] as const;
const voxel = [0.5, 0.325, 0.325] as const;
const origin = [-5, 0, 0] as const;

function at(places: readonly (readonly [number, number, number, number])[]): TrackTable {
  const table = tracksOf(places.length);
  places.forEach(([t, z, y, x], row) => {
    table.t[row] = t;
    table.track[row] = row;
    table.z[row] = z;
    table.y[row] = y;
    table.x[row] = x;
    table.radius[row] = 1.2;
    table.confidence[row] = 0.9;
  });
  return table;
}

test.each(["demix", "brightest", "mask"])("F follows brightness in proportion, whatever lies around: %s", (readOut) => {
  const tracks = at([[0, 0, 10, 10]]);
  const nucleus = { z: 0, y: 10, x: 10, sigma: 1, brightness: 100 };
  const read = (brightness: number, glow: number) => {
    const stack = stackOf(shape, voxel, origin, [{ ...nucleus, brightness }], 1.5, 0, 1);
    for (let i = 0; i < stack.data.length; i++) stack.data[i] = stack.data[i]! + glow;
    return readOutFrame(stack, null, tracks, 0, Int32Array.of(0), { ...parameters, readOut }).f[0]!;
  };
  expect(read(200, 0) / read(100, 0)).toBeCloseTo(2, 5);
  expect(read(100, 500)).toBeCloseTo(read(100, 0), 2);
  expect(read(100, 0)).toBeGreaterThan(20);
});

test.each(["demix", "brightest", "mask"])("a bright neighbour hardly bears on a neuron that is followed beside it: %s", (readOut) => {
  const tracks = at([
    [0, 0, 10, 10],
    [0, 0, 10, 13.5],
  ]);
  const scene = (neighbour: number) => [
    { z: 0, y: 10, x: 10, sigma: 0.6, brightness: 100 },
    { z: 0, y: 10, x: 13.5, sigma: 0.6, brightness: neighbour },
  ];
  const read = (neighbour: number) =>
    readOutFrame(stackOf(shape, voxel, origin, scene(neighbour), 1, 0, 1), null, tracks, 0, Int32Array.of(0, 1), { ...parameters, readOut })
      .f;
  expect(Math.abs(read(300)[0]! / read(100)[0]! - 1)).toBeLessThan(0.03);
  expect(read(300)[1]! / read(100)[1]!).toBeCloseTo(3, 1);
});

test("a neuron without a position at a frame, or outside the stack, is missing, not zero", () => {
  const tracks = at([
    [0, 0, 10, 10],
    [1, 0, 12, 12],
    [0, 0, 500, 500],
  ]);
  const { f } = readOutFrame(stackOf(shape, voxel, origin, [], 1, 1, 1), null, tracks, 0, Int32Array.of(0, 1, 2), parameters);
  expect(f[0]).not.toBeNaN();
  expect([f[1], f[2]]).toEqual([Number.NaN, Number.NaN]);
});

test("ΔF/F0, the ratio to red, confidence and depth stand beside F; names follow the tracks", () => {
  const tracks = tracksOf(3);
  [0, 1, 2].forEach((t, row) => {
    tracks.t[row] = t;
    tracks.track[row] = 4;
    tracks.z[row] = t;
    tracks.confidence[row] = 0.5;
  });
  expect([...trackNumbers(tracks)]).toEqual([4]);
  const raw = emptyTraces(Int32Array.of(4), Int32Array.of(0, 1, 2, 3), true);
  [10, 15, 20].forEach((f, t) =>
    putFrame(raw, t, { f: Float32Array.of(f), background: Float32Array.of(1), scatter: Float32Array.of(0), reference: Float32Array.of(5) }),
  );
  const matrix = traceMatrix(raw, tracks, new Map([[4, "AWAL"]]), Float64Array.of(0, 1, 2, 3), { ...parameters, percentile: 0 });
  expect(matrix.names).toEqual(["AWAL"]);
  expect([...matrix.signals.dff!]).toEqual([0, 0.5, 1, Number.NaN]);
  expect([...matrix.signals.ratio!]).toEqual([2, 3, 4, Number.NaN]);
  expect([...matrix.signals.z!]).toEqual([0, 1, 2, Number.NaN]);
  expect([...matrix.signals.confidence!.subarray(0, 3)]).toEqual([0.5, 0.5, 0.5]);
});

test("where F0 is not positive ΔF/F0 is missing", () => {
  const raw = emptyTraces(Int32Array.of(0), Int32Array.of(0, 1), false);
  raw.f.set([-1, 5]);
  const matrix = traceMatrix(raw, tracksOf(0), new Map(), Float64Array.of(0, 1), { ...parameters, percentile: 0 });
  expect([...matrix.signals.dff!]).toEqual([Number.NaN, Number.NaN]);
  expect(matrix.signals.reference).toBeUndefined();
});

test("what was asked for stands beside ΔF/F0: correction by the ratio, z-score, events, bridged gaps marked", () => {
  const tracks = tracksOf(6);
  const times = Float64Array.from({ length: 6 }, (_, t) => t * 0.5);
  times.forEach((_, t) => {
    tracks.t[t] = t;
    tracks.track[t] = t === 3 ? -1 : 0;
    tracks.source[t] = t === 4 ? 2 : 0;
  });
  const raw = emptyTraces(Int32Array.of(0), Int32Array.of(0, 1, 2, 3, 4, 5), true);
  raw.f.set([10, 20, 10, Number.NaN, 10, 20]);
  raw.reference!.set([5, 10, 5, Number.NaN, 5, 5]);
  const wanted = { ...parameters, percentile: 0, correction: "ratio", fillGaps: 1, zscore: true, events: true };
  const { signals } = traceMatrix(raw, tracks, new Map(), times, wanted);
  expect([...signals.corrected!]).toEqual([10, 10, 10, 10, 10, 20]);
  expect([...signals.dff!]).toEqual([0, 0, 0, 0, 0, 1]);
  expect([...signals.f!]).toEqual([10, 20, 10, 10, 10, 20]);
  expect([...signals.filled!]).toEqual([0, 0, 0, 2, 1, 0]);
  expect(signals.zscore![5]).toBeCloseTo(Math.sqrt(5), 5);
  expect(signals.events![5]).toBeGreaterThan(0);
});

test("a correction without a red channel, and a low-pass beyond the frame rate, are refused with what to do", () => {
  const raw = emptyTraces(Int32Array.of(0), Int32Array.of(0, 1, 2), false);
  raw.f.set([1, 2, 3]);
  const run = (change: object) => traceMatrix(raw, tracksOf(0), new Map(), Float64Array.of(0, 1, 2), { ...parameters, ...change });
  expect(() => run({ correction: "tmac" })).toThrow("needs a reference (red) channel");
  expect(() => run({ lowPass: 2 })).toThrow("below 0.500 Hz");
  expect(run({ lowPass: 0.1 }).signals.corrected).toHaveLength(3);
});

test("the local background is the lower quartile of what lies around, the ring its median; none subtracts nothing", () => {
  const tracks = at([[0, 0, 10, 10]]);
  const stack = stackOf(shape, voxel, origin, [], 1, 1, 5);
  const read = (background: string) =>
    readOutFrame(stack, null, tracks, 0, Int32Array.of(0), { ...parameters, readOut: "mask", background }).background[0]!;
  expect(Math.abs(read("ring"))).toBeLessThan(0.15);
  expect(Math.abs(read("local") + 0.674)).toBeLessThan(0.15);
  expect(read("none")).toBe(0);
});
