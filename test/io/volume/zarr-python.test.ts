import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openVolumes } from "#io/volume/open";
import { storageOf, type VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import { python } from "#test/make/python-zarr";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();

for (const [dtype, compression] of [
  ["uint16", "lz4"],
  ["uint16", "zstd"],
  ["float32", "none"],
] as const) {
  test.skipIf(python === undefined)(`python3-zarr reads a ${dtype} store with ${compression} compression`, async () => {
    const spec: VolumeSpec = {
      frames: 2,
      firstFrame: 0,
      channels: [{ name: "GCaMP", role: "activity", window: [0, 500] }],
      shape: [3, 280, 20],
      voxel: [0.5, 0.325, 0.325],
      origin: [-0.5, 0, 0],
      unit: "µm",
      interval: 0.25,
      ...storageOf(dtype, -100, 1000),
      compression,
      virtual: { model: "m", modelHash: "h", parameters: {} },
    };
    const path = join(scratch, `${dtype}-${compression}.ome.zarr`);
    const store = await openStore(path, spec);
    const stack = Float32Array.from({ length: 3 * 280 * 20 }, (_, i) => (i % 500) - 20);
    await store.write(0, 0, stack);
    await store.finish(0);
    await store.write(
      1,
      0,
      stack.map((v) => v * 2),
    );
    await store.finish(1);
    const run = spawnSync(python as string, ["test/reference/zarr/read_store.py", path], { encoding: "utf8" });
    expect(run.stderr).toBe("");
    const seen = JSON.parse(run.stdout) as Record<string, unknown> & { mean: number[]; corner: number[]; window: { end: number } };
    expect(seen).toMatchObject({
      shape: [2, 1, 3, 280, 20],
      chunks: [1, 1, 3, 256, 20],
      dtype,
      axes: ["t", "c", "z", "y", "x"],
      virtual: { model: "m" },
    });
    const mean = stack.reduce((a, b) => a + b) / stack.length;
    expect(seen.mean[0]).toBeCloseTo(mean, 1);
    expect(seen.mean[1]).toBeCloseTo(2 * mean, 1);
    [0, 1, 2].forEach((z) => expect(seen.corner[z]).toBeCloseTo(2 * (stack[(z + 1) * 280 * 20 - 1] as number), 1));
    expect(seen.window.end * (dtype === "uint16" ? spec.scale : 1) + spec.offset).toBeCloseTo(500, 1);
  });
}

test.skipIf(python === undefined)("images that python3-zarr wrote are read with their axes and units", async () => {
  expect(spawnSync(python as string, ["test/reference/zarr/write_foreign.py", scratch], { encoding: "utf8" }).stderr).toBe("");
  const deep = await openVolumes(join(scratch, "czyx.zarr"));
  expect([deep.frames, deep.channels, deep.shape, deep.voxel]).toEqual([1, 2, [3, 4, 5], [1.5, 0.3, 0.2]]);
  expect(Array.from((await deep.read(0, 1)).data)).toEqual(Array.from({ length: 60 }, (_, i) => 60 + i));
  await expect(deep.read(0, 2)).rejects.toMatchObject({ code: "out-of-range" });
  const flat = await openVolumes(join(scratch, "yx.zarr"));
  expect([flat.frames, flat.channels, flat.shape, flat.voxel]).toEqual([1, 1, [1, 2, 2], [1, 0.1, 0.1]]);
  expect(Array.from((await flat.read(0, 0)).data)).toEqual([1.5, 2.5, 3.5, 4.5]);
});
