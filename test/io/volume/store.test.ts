import { appendFile, chmod, mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { fileFailure } from "#io/volume/file-failure";
import { openStoredVolumes, openVolumes } from "#io/volume/open";
import { storageOf, type VolumeSpec } from "#io/volume/spec";
import { isComplete, openStore } from "#io/volume/store";
import { verifyStore } from "#io/volume/verify";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
let made = 0;
const fresh = () => join(scratch, `v${made++}.ome.zarr`);

function specOf(changes: Partial<VolumeSpec> = {}): VolumeSpec {
  return {
    frames: 3,
    firstFrame: 0,
    channels: [{ name: "GCaMP", role: "activity", window: [0, 800] }],
    shape: [3, 300, 270],
    voxel: [0.5, 0.325, 0.325],
    origin: [-0.5, 0, 0],
    unit: "µm",
    interval: 0.25,
    ...storageOf("uint16", -100, 1000),
    compression: "lz4",
    virtual: { model: "m", modelHash: "h", parameters: { z: [-0.5, 0.5, 0.5] } },
    ...changes,
  };
}

function stackOf(spec: VolumeSpec, seed: number): Float32Array {
  const [depth, height, width] = spec.shape;
  return Float32Array.from({ length: depth * height * width }, (_, i) => 300 * Math.sin(i * 0.001 + seed) + (i % 7));
}

for (const [dtype, compression, tolerance] of [
  ["uint16", "lz4", 0.01],
  ["uint16", "zstd", 0.01],
  ["uint16", "none", 0.01],
  ["float32", "lz4", 0],
  ["float32", "none", 0],
] as const) {
  test(`volumes stored as ${dtype} with ${compression} compression come back`, async () => {
    const spec = specOf({ ...storageOf(dtype, -400, 1000), compression });
    const path = fresh();
    const store = await openStore(path, spec);
    const stack = stackOf(spec, 1);
    await store.write(1, 0, stack);
    await store.finish(1);
    expect([...(await store.finished())]).toEqual([1]);
    const volumes = await openVolumes(path);
    expect([volumes.frames, volumes.channels, volumes.shape, volumes.voxel, volumes.origin]).toEqual([
      3,
      1,
      [3, 300, 270],
      [0.5, 0.325, 0.325],
      [-0.5, 0, 0],
    ]);
    expect(volumes.virtual).toContain("m");
    const { data } = await volumes.read(1, 0);
    let worst = 0;
    for (let i = 0; i < stack.length; i++) worst = Math.max(worst, Math.abs((stack[i] as number) - (data[i] as number)));
    expect(worst).toBeLessThanOrEqual(dtype === "uint16" ? spec.scale * 0.5 + tolerance : 0);
    await expect(volumes.read(0, 0)).rejects.toMatchObject({ code: "not-ready" });
    await expect(volumes.read(3, 0)).rejects.toMatchObject({ code: "out-of-range" });
    const stored = await (await openStoredVolumes(path)).readStored(1, 0);
    expect(stored).toBeInstanceOf(dtype === "uint16" ? Uint16Array : Float32Array);
  });
}

test("voxels beyond 16 bits are clipped and counted, and zero stays exactly zero", async () => {
  const spec = specOf({ shape: [1, 2, 2] });
  const path = fresh();
  const store = await openStore(path, spec);
  await store.write(0, 0, Float32Array.of(-5000, 0, 5000, 10));
  expect((await store.finish(0)).clipped).toBe(2);
  const { data } = await (await openVolumes(path)).read(0, 0);
  expect(data[1]).toBe(0);
  expect(data[0]).toBeCloseTo(-100, 1);
  expect(data[2]).toBeCloseTo(1000, 0);
});

test("the same volumes give the same bytes, whatever their order", async () => {
  const [ascending, descending] = [join(scratch, "a", "v.ome.zarr"), join(scratch, "b", "v.ome.zarr")];
  for (const path of [ascending, descending]) {
    await mkdir(join(path, ".."));
    const store = await openStore(path, specOf());
    for (const t of path === ascending ? [0, 1] : [1, 0]) {
      await store.write(t, 0, stackOf(store.spec, t));
      await store.finish(t);
    }
  }
  const files = (await readdir(ascending, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBe(14);
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    expect(Buffer.compare(await readFile(file), await readFile(file.replace(ascending, descending)))).toBe(0);
  }
});

test("a store is gone on with by the same spec only, and other folders are left alone", async () => {
  const path = fresh();
  await openStore(path, specOf());
  await expect(openStore(path, specOf())).resolves.toBeDefined();
  await expect(openStore(path, specOf({ compression: "zstd" }))).rejects.toMatchObject({ code: "invalid-input" });
  const other = fresh();
  await mkdir(other);
  await writeFile(join(other, "notes.txt"), "mine");
  await expect(openStore(other, specOf())).rejects.toMatchObject({ code: "invalid-input" });
  expect(await readdir(other)).toEqual(["notes.txt"]);
  const newer = fresh();
  await openStore(newer, specOf());
  const text = await readFile(join(newer, ".zattrs"), "utf8");
  await writeFile(join(newer, ".zattrs"), text.replace('"format": 1', '"format": 2'));
  await expect(openStore(newer, specOf())).rejects.toMatchObject({ code: "newer-version" });
  await expect(openVolumes(newer)).rejects.toMatchObject({ code: "newer-version" });
});

test("a frame counts only when all its channels are there and it is marked", async () => {
  const spec = specOf({ channels: [...specOf().channels, { name: "RFP", role: "reference", window: [0, 1] }] });
  const store = await openStore(fresh(), spec);
  await store.write(0, 0, stackOf(spec, 0));
  await expect(store.finish(0)).rejects.toThrow("before all its channels");
  expect((await store.finished()).size).toBe(0);
});

test("missing, cut and altered chunks are found; a frame with a missing or cut chunk is no longer finished", async () => {
  const path = fresh();
  const store = await openStore(path, specOf());
  for (const t of [0, 1, 2]) {
    await store.write(t, 0, stackOf(store.spec, t));
    await store.finish(t);
  }
  expect(await verifyStore(path)).toEqual([]);
  expect(await isComplete(path)).toBe(true);
  await rm(join(path, "0/0/0/0/1/1"));
  await truncate(join(path, "0/1/0/0/0/0"), 100);
  const chunk = await readFile(join(path, "0/2/0/0/0/0"));
  chunk[chunk.length - 3] = (chunk.at(-3) as number) ^ 1;
  await writeFile(join(path, "0/2/0/0/0/0"), chunk);
  expect(await verifyStore(path)).toEqual([
    { frame: 0, file: "0/0/0/0/1/1", kind: "missing" },
    { frame: 1, file: "0/1/0/0/0/0", kind: "truncated" },
    { frame: 2, file: "0/2/0/0/0/0", kind: "altered" },
  ]);
  expect([...(await store.finished())]).toEqual([2]);
  await appendFile(join(path, "0/1/0/0/0/0"), "x");
  await expect((await openVolumes(path)).read(1, 0)).rejects.toMatchObject({ code: "damaged" });
  await expect((await openVolumes(path)).read(0, 0)).rejects.toMatchObject({ code: "damaged" });
  expect(await isComplete(path)).toBe(false);
});

test("a large frame has smaller copies for readers that zoom", async () => {
  const spec = specOf({ frames: 1, shape: [1, 600, 40], ...storageOf("float32", 0, 1), compression: "none" });
  const path = fresh();
  const store = await openStore(path, spec);
  await store.write(
    0,
    0,
    Float32Array.from({ length: 24000 }, (_, i) => Math.floor(i / 40)),
  );
  await store.finish(0);
  const chunk = await readFile(join(path, "1/0/0/0/0/0"));
  const small = new Float32Array(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.length));
  expect(small[20]).toBe(2.5);
  const { multiscales } = JSON.parse(await readFile(join(path, ".zattrs"), "utf8")) as {
    multiscales: [{ datasets: { coordinateTransformations: { scale?: number[]; translation?: number[] }[] }[] }];
  };
  expect(multiscales[0].datasets[1]?.coordinateTransformations).toEqual([
    { type: "scale", scale: [0.25, 1, 0.5, 0.65, 0.65] },
    { type: "translation", translation: [0, 0, -0.5, 0.1625, 0.1625] },
  ]);
});

test("a path that cannot be written is a failure that says so", async () => {
  const file = join(scratch, "a-file");
  await writeFile(file, "x");
  await expect(openStore(join(file, "v.ome.zarr"), specOf())).rejects.toMatchObject({ code: "invalid-input" });
  if (process.getuid?.() !== 0) {
    const locked = join(scratch, "locked");
    await mkdir(locked);
    await chmod(locked, 0o555);
    await expect(openStore(join(locked, "v.ome.zarr"), specOf())).rejects.toMatchObject({ code: "read-only" });
  }
  const failureFor = (code: string) => fileFailure(Object.assign(new Error(code), { code }), "/x", "write");
  expect(failureFor("ENOSPC")).toMatchObject({ code: "disk-full" });
  expect(failureFor("EROFS")).toMatchObject({ code: "read-only" });
  expect(failureFor("EACCES")).toBeInstanceOf(Failure);
});

test("what is no store is refused: nothing there, a file, a folder without metadata", async () => {
  await expect(openVolumes(join(scratch, "gone"))).rejects.toMatchObject({ code: "not-found" });
  await expect(openVolumes(join(scratch, "a-file"))).rejects.toMatchObject({ code: "unsupported" });
  const empty = join(scratch, "empty");
  await mkdir(empty);
  await expect(openVolumes(empty)).rejects.toMatchObject({ code: "unsupported" });
});
