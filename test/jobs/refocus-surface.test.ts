import { join } from "node:path";
import { expect, test } from "vitest";
import { blockSharpness, fitRobustly, sharpestDepths } from "#core/refocus/sharp-depths";
import { openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { refocusToTiff } from "#jobs/refocus-tiff";
import { openRefocuser, type RefocusOptions } from "#jobs/refocuser";
import { surfaceOf } from "#jobs/refocus-surface";
import { memoryRecording, spots } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";
import { tiltedScene } from "#test/make/tilted-scene";
import { tinyDeepZGraph, writeTinyModel } from "#test/make/tiny-model";

const scratch = scratchFolder();
const tiny = await openModel(await writeTinyModel(join(scratch, "tiny")), { threads: 1 });
const deepZ = await openModel(await writeTinyModel(join(scratch, "deep-z"), tinyDeepZGraph()), { threads: 1 });
const shape = [40, 52] as const;
const pixelSize = [0.325, 0.325] as const;
const movie = memoryRecording({ frames: 1, height: 40, width: 52, pixels: () => spots(...shape, 0, 0) });
const options = (more: Partial<RefocusOptions>): RefocusOptions => ({
  ...{ model: tiny, plan: { min: -4, max: 4, step: 2 }, channels: [0], axialDirection: 1, pixelSize },
  ...more,
});
const volume = async (more: Partial<RefocusOptions>) => {
  const made = await (await openRefocuser(movie, options(more))).volume(0, 0);
  return { ...made, data: made.data.slice() };
};
const slope = {
  shape: "plane",
  points: [
    [-3, 0, 0],
    [3, 0, 51 * 0.325],
    [-3, 39 * 0.325, 0],
  ],
} as const;

test.each([
  ["coefficients", tiny],
  ["Deep-Z", deepZ],
])("a level surface is the plane at its depth, and a slope takes each column from its own (%s)", async (_, model) => {
  const level = { depth: new Float32Array(40 * 52).fill(2), about: {} };
  const [plane, stack] = [await volume({ model, surface: level }), await volume({ model })];
  expect(plane.shape).toEqual([1, 40, 52]);
  const size = 40 * 52;
  for (let i = 0; i < size; i += 7) expect(plane.data[i]).toBeCloseTo(stack.data[3 * size + i] as number, 1);
  const tilted = await volume({ model, surface: await surfaceOf(slope, shape, pixelSize) });
  const turned = await volume({ model, surface: await surfaceOf(slope, shape, pixelSize), axialDirection: -1 });
  const at = (planes: readonly number[], x: number) => planes.map((p) => stack.data[p * size + 20 * 52 + x] as number);
  // −3 µm at the left edge lies midway between the planes at −4 and −2 µm; both models are straight lines in depth.
  expect(tilted.data[20 * 52]).toBeCloseTo(at([0, 1], 0).reduce((a, b) => a + b) / 2, 1);
  expect(turned.data[20 * 52]).toBeCloseTo(at([3, 4], 0).reduce((a, b) => a + b) / 2, 1);
});

test("what lies beyond the model is held at its end and told; a surface mostly beyond is refused", async () => {
  const steep = {
    ...slope,
    points: [
      [-6, 0, 0],
      [2, 0, 51 * 0.325],
      [-6, 39 * 0.325, 0],
    ],
  } as const;
  const refocuser = await openRefocuser(movie, options({ surface: await surfaceOf(steep, shape, pixelSize) }));
  expect(refocuser.warnings.join()).toMatch(/25 % of the surface lies beyond -4 to 4 µm/);
  const far = { depth: new Float32Array(40 * 52).fill(9), about: {} };
  await expect(openRefocuser(movie, options({ surface: far }))).rejects.toMatchObject({ code: "out-of-range" });
});

test("a depth map is read as µm, of the frame's size only, and stands in the record of the plane", async () => {
  const path = join(scratch, "depth.ome.tif");
  const write = async (file: string, width: number, value: number) => {
    const writer = await createOmeTiff(file, {
      ...{
        shape: { t: 1, c: 1, z: 1, y: 40, x: width },
        dtype: "float32",
        pixelSize,
        zStep: null,
        zOrigin: 0,
        interval: null,
        times: null,
      },
      ...{ channels: [{ name: "depth", role: "other", wavelength: null }], virtual: null },
    });
    await writer.write(new Float32Array(40 * width).fill(value));
    await writer.finish();
  };
  await write(path, 52, 1.5);
  const surface = await surfaceOf({ file: path }, shape, pixelSize);
  expect(surface.depth[77]).toBe(1.5);
  const out = join(scratch, "plane.ome.tif");
  for await (const _ of refocusToTiff(movie, out, options({ surface })));
  const written = await openRecording(out);
  expect(written.info).toMatchObject({ shape: { t: 1, z: 1, y: 40, x: 52 }, virtual: expect.stringContaining("depthMap") });
  await written.close();
  await write(path, 50, 1);
  await expect(surfaceOf({ file: path }, shape, pixelSize)).rejects.toThrow(/40 × 50 pixels, and the frame has 40 × 52/);
  await write(path, 52, Number.NaN);
  await expect(surfaceOf({ file: path }, shape, pixelSize)).rejects.toMatchObject({ code: "not-finite" });
});

test("from one frame of a tilted slide the shipped model tells which way it slopes, and half of the slope or more", async () => {
  const wide = [128, 256] as const;
  const { planeAt, depthAt } = tiltedScene(wide, 0.325, 1200);
  const light = planeAt(0);
  const brightest = light.reduce((most, value) => Math.max(most, value), 0);
  const frame = Uint16Array.from(light, (value) => 100 + (3000 * value) / brightest);
  const recorded = memoryRecording({ frames: 1, height: wide[0], width: wide[1], pixels: () => frame });
  const model = await openModel("widefield-20x", { threads: 1 });
  const plan = { min: -7, max: 7, step: 1 };
  const refocuser = await openRefocuser(recorded, { model, plan, channels: [0], axialDirection: 1, pixelSize });
  const { data } = await refocuser.volume(0, 0);
  await model.close();
  const size = wide[0] * wide[1];
  const sharpness = refocuser.depths.map((_, p) => blockSharpness(data.subarray(p * size, (p + 1) * size), wide));
  const { surface } = fitRobustly(sharpestDepths(sharpness, refocuser.depths, wide, pixelSize), "plane");
  const [left, right] = [surface(20, 10), surface(20, 73)];
  // Half of the slope at the least: the model makes spots sharp nearer to the recorded plane than they lie.
  const share = (right - left) / (depthAt(20, 73) - depthAt(20, 10));
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(1.3);
});
