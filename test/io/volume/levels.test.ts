import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { levelCount, levelsOf, storageOf } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { scratchFolder } from "#test/make/scratch";

test("frames are halved until their longer side is 256 or less, four resolutions at most", () => {
  expect([64, 256, 257, 512, 1024, 4096].map((edge) => levelCount([41, edge, 100]))).toEqual([1, 1, 2, 2, 3, 4]);
  expect(levelsOf({ shape: [41, 512, 300], levels: 2 }).map(({ shape }) => shape)).toEqual([
    [41, 512, 300],
    [21, 256, 150],
  ]);
});

test("a smaller copy is the mean of 2×2 voxels of every second plane, across chunks and at odd edges", async () => {
  const [depth, height, width] = [3, 259, 3] as const;
  const path = join(scratchFolder(), "v.ome.zarr");
  const store = await openStore(path, {
    frames: 1,
    firstFrame: 0,
    channels: [{ name: "GCaMP", role: "activity", window: [0, 1] }],
    shape: [depth, height, width],
    voxel: [1, 0.5, 0.5],
    origin: [-1, 0, 0],
    unit: "µm",
    interval: null,
    ...storageOf("float32", 0, 1),
    compression: "none",
    virtual: null,
    levels: 2,
  });
  const value = (z: number, y: number, x: number) => 1000 * z + y + 0.25 * x;
  const at = (i: number) => value(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width);
  await store.write(
    0,
    0,
    Float32Array.from({ length: depth * height * width }, (_, i) => at(i)),
  );
  await store.finish(0);
  const bytes = await readFile(join(path, "1/0/0/0/0/0"));
  const small = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  expect(small).toHaveLength(2 * 130 * 2);
  const mean = (z: number, y: number, x: number) =>
    (value(z, y, x) +
      value(z, Math.min(y + 1, 258), x) +
      value(z, y, Math.min(x + 1, 2)) +
      value(z, Math.min(y + 1, 258), Math.min(x + 1, 2))) /
    4;
  for (const [z, y, x] of [
    [0, 0, 0],
    [0, 127, 1],
    [1, 128, 0],
    [1, 129, 1],
  ] as const)
    expect(small[(z * 130 + y) * 2 + x]).toBeCloseTo(mean(2 * z, 2 * y, 2 * x), 3);
  const { multiscales } = JSON.parse(await readFile(join(path, ".zattrs"), "utf8")) as {
    multiscales: [{ datasets: { coordinateTransformations: unknown }[] }];
  };
  expect(multiscales[0].datasets[1]?.coordinateTransformations).toEqual([
    { type: "scale", scale: [1, 1, 2, 1, 1] },
    { type: "translation", translation: [0, 0, -1, 0.25, 0.25] },
  ]);
});
