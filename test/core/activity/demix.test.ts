import { expect, test } from "vitest";
import { mixtureOf } from "#core/activity/demix";
import { combineFootprints, fitFootprint } from "#core/activity/fit-footprint";
import { blobsOf, tracksOf } from "#core/link/table-ops";
import type { TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";

const voxel = [0.5, 0.325, 0.325] as const;
const places = [
  [0, 8, 8],
  [1, 8, 10],
  [-4, 9, 8.5],
] as const;

function table(list: readonly (readonly [number, number, number])[]): TrackTable {
  const tracks = tracksOf(list.length);
  list.forEach(([z, y, x], row) => {
    tracks.track[row] = row;
    tracks.z[row] = z;
    tracks.y[row] = y;
    tracks.x[row] = x;
    tracks.radius[row] = 1.2;
  });
  return tracks;
}

/** Nuclei as a wide-field microscope draws them, over an even level. */
function scene(depth: number, heights: readonly number[], level: number, width: number, growth: number): Volume {
  const shape = [depth, 50, 50] as const;
  const origin = [depth === 1 ? 0 : -5, 0, 0] as const;
  const data = new Float32Array(depth * 2500).fill(level);
  places.forEach(([z, y, x], n) => {
    for (let i = 0; i < data.length; i++) {
      const k = Math.floor(i / 2500);
      const away = depth === 1 ? 0 : origin[0] + k * voxel[0] - z;
      const spread = Math.hypot(1.2 * width, growth * away);
      const d2 = (Math.floor((i % 2500) / 50) * voxel[1] - y) ** 2 + ((i % 50) * voxel[2] - x) ** 2;
      data[i] = data[i]! + heights[n]! * ((1.2 * width) / spread) ** 2 * Math.exp((-0.5 * d2) / spread ** 2);
    }
  });
  return { data, shape, voxel, origin };
}

test("overlapping neurons, one below another, come apart exactly, whatever level lies under them", () => {
  const stack = scene(21, [100, 250, 400], 30, 0.8, 0.25);
  const { f, level, residual } = mixtureOf(stack, table(places), [0, 1, 2], () => 1.2, { width: 0.8, growth: 0.25 }).unmix(
    stack.data,
    true,
  );
  [100, 250, 400].forEach((height, i) => {
    expect(f[i]! / height).toBeCloseTo(1, 2);
    expect(level[i]! / 30).toBeCloseTo(1, 1);
    expect(residual[i]).toBeLessThan(1);
  });
});

test("without a level the surroundings count as light of the neurons", () => {
  const stack = scene(21, [100, 250, 400], 30, 0.8, 0.25);
  const { f, level } = mixtureOf(stack, table(places), [0, 1, 2], () => 1.2, { width: 0.8, growth: 0.25 }).unmix(stack.data, false);
  expect(f[0]).toBeGreaterThan(115);
  expect(Math.max(...level)).toBe(0);
});

test("in a single plane the depth of the positions plays no part", () => {
  const stack = scene(1, [100, 250, 400], 5, 0.8, 0.25);
  const { f } = mixtureOf(stack, table(places), [0, 1, 2], () => 1.2, { width: 0.8, growth: 0.25 }).unmix(stack.data, true);
  [100, 250, 400].forEach((height, i) => expect(f[i]! / height).toBeCloseTo(1, 2));
});

test("a place where nothing glows reads zero, never less", () => {
  const stack = scene(21, [100, 0, 0], 30, 0.8, 0.25);
  const { f } = mixtureOf(stack, table(places), [0, 1, 2], () => 1.2, { width: 0.8, growth: 0.25 }).unmix(stack.data, true);
  expect(f[1]).toBeGreaterThanOrEqual(0);
  expect(f[1]).toBeLessThan(0.5);
});

test("the footprint of a recording is found among those tried: its width and how fast it grows", () => {
  expect(fitFootprint(scene(21, [100, 250, 400], 30, 0.65, 0.4), table(places), 0)).toEqual({ width: 0.65, growth: 0.4 });
  expect(fitFootprint(scene(1, [100, 250, 400], 30, 1, 0.4), table(places), 0).width).toBe(1);
  const empty: TrackTable = { ...blobsOf(0), track: new Int32Array(0), source: new Uint8Array(0) };
  expect(fitFootprint(scene(1, [0, 0, 0], 0, 1, 1), empty, 0)).toEqual(combineFootprints([]));
  expect(
    combineFootprints([
      { width: 0.5, growth: 0.2 },
      { width: 0.7, growth: 0.4 },
    ]),
  ).toEqual({ width: 0.6, growth: expect.closeTo(0.3) });
});
