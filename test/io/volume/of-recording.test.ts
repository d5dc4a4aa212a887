import { expect, test } from "vitest";
import { volumesOf } from "#io/volume/of-recording";
import { memoryRecording } from "#test/make/memory-recording";

test("a 2-D movie is stacks of one plane, its background median subtracted", async () => {
  const volumes = volumesOf(memoryRecording({ frames: 3, height: 2, width: 2, pixels: (t) => Uint16Array.of(10, 10, 12, 100 + t) }));
  expect([volumes.frames, volumes.shape, volumes.voxel, volumes.virtual]).toEqual([3, [1, 2, 2], [1, 0.325, 0.325], null]);
  expect((await volumes.read(2, 0)).data).toEqual(Float32Array.of(-1, -1, 1, 91));
});

test("a scanned movie keeps its planes and step; lengths it does not know count in pixels", async () => {
  const source = memoryRecording({
    frames: 1,
    height: 1,
    width: 2,
    planes: 3,
    zStep: 1.5,
    pixelSize: null,
    pixels: (_t, _c, z) => Float32Array.of(z, z + 0.5),
  });
  const volumes = volumesOf(source);
  expect(volumes.voxel).toEqual([1.5, 1, 1]);
  expect((await volumes.read(0, 0)).data).toEqual(Float32Array.of(-1.25, -0.75, -0.25, 0.25, 0.75, 1.25));
});

test("channels can be chosen, and each has its own background", async () => {
  const source = memoryRecording({
    frames: 1,
    height: 1,
    width: 3,
    channels: [
      { name: "a", role: "activity", wavelength: null },
      { name: "b", role: "reference", wavelength: null },
    ],
    pixels: (_t, c) => Uint16Array.of(c * 100, c * 100, c * 100 + 7),
  });
  const volumes = volumesOf(source, [1]);
  expect(volumes.channels).toBe(1);
  expect((await volumes.read(0, 0)).data).toEqual(Float32Array.of(0, 0, 7));
});

test("pixels that are not numbers are refused with the frame", async () => {
  const source = memoryRecording({ frames: 2, height: 1, width: 3, pixels: (t) => Float32Array.of(1, t === 1 ? Number.NaN : 1, 1) });
  await expect(volumesOf(source).read(1, 0)).rejects.toMatchObject({ code: "not-finite", facts: { t: 1 } });
});
