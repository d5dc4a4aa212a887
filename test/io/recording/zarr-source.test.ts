import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { listDatasets } from "#io/recording/datasets";
import { openRecording } from "#io/recording/open";
import { openVolumes } from "#io/volume/open";
import { openStore } from "#io/volume/store";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();

/** An uncompressed OME-Zarr 0.4 of 2 × 3 pixels: frame t, channel c, pixel i holds 100·t + 10·c + i. */
function store(name: string, dataset = "0", axes = ["t", "c", "y", "x"]): string {
  const path = join(room, name);
  mkdirSync(join(path, "0"), { recursive: true });
  const units: Record<string, string> = { t: "millisecond", y: "micrometer", x: "nanometer" };
  const attributes = {
    multiscales: [
      {
        version: "0.4",
        axes: axes.map((axis) => ({ name: axis, type: "space", unit: units[axis] })),
        datasets: [{ path: dataset, coordinateTransformations: [{ type: "scale", scale: [250, 1, 0.4, 300].slice(0, axes.length) }] }],
      },
    ],
    omero: { channels: [{ label: "GCaMP" }, { label: "mCherry" }] },
  };
  writeFileSync(join(path, ".zattrs"), JSON.stringify(attributes));
  writeFileSync(join(path, ".zgroup"), '{"zarr_format":2}');
  writeFileSync(
    join(path, "0", ".zarray"),
    JSON.stringify({
      zarr_format: 2,
      shape: [4, 2, 2, 3],
      chunks: [1, 1, 2, 3],
      dtype: "<u2",
      compressor: null,
      fill_value: 0,
      order: "C",
      filters: null,
      dimension_separator: "/",
    }),
  );
  for (let t = 0; t < 4; t++) {
    for (let c = 0; c < 2; c++) {
      mkdirSync(join(path, "0", `${t}`, `${c}`, "0"), { recursive: true });
      writeFileSync(
        join(path, "0", `${t}`, `${c}`, "0", "0"),
        Uint16Array.from({ length: 6 }, (_, i) => 100 * t + 10 * c + i),
      );
    }
  }
  return path;
}

test("an OME-Zarr image gives its axes, units and channels, and each plane", async () => {
  const source = await openRecording(store("a.ome.zarr"));
  expect(source.info).toMatchObject({
    format: "OME-Zarr 0.4",
    shape: { t: 4, c: 2, z: 1, y: 2, x: 3 },
    dtype: "uint16",
    interval: 0.25,
    missing: [],
  });
  expect(source.info.pixelSize?.[0]).toBeCloseTo(0.4, 9);
  expect(source.info.pixelSize?.[1]).toBeCloseTo(0.3, 9);
  expect(source.info.channels.map(({ role }) => role)).toEqual(["activity", "reference"]);
  expect(Array.from((await source.read(3, 1, 0)).data)).toEqual([310, 311, 312, 313, 314, 315]);
  await source.close();
});

test("a path out of the folder, wrong axes and other folders are refused", async () => {
  await expect(openRecording(store("out", "../a.ome.zarr/0"))).rejects.toMatchObject({
    code: "damaged",
    message: expect.stringMatching(/outside/),
  });
  await expect(openRecording(store("axes", "0", ["c", "t", "y", "row"]))).rejects.toMatchObject({ code: "wrong-axes" });
  await expect(openRecording(store("fewer", "0", ["t", "y", "x"]))).rejects.toMatchObject({ code: "wrong-axes" });
  await expect(openRecording(store("gone", "1"))).rejects.toMatchObject({ code: "damaged" });
});

test("a store of this program gives grey levels, and refuses frames that are not made", async () => {
  const path = join(room, "own.ome.zarr");
  const written = await openStore(path, {
    frames: 2,
    firstFrame: 0,
    channels: [{ name: "GCaMP", role: "activity", window: [0, 10] }],
    shape: [2, 2, 3],
    voxel: [0.5, 0.4, 0.3],
    origin: [-0.5, 0, 0],
    unit: "µm",
    interval: 0.25,
    dtype: "uint16",
    scale: 0.5,
    offset: -10,
    compression: "none",
    virtual: { model: "m", modelHash: "h", parameters: {} },
  });
  await written.write(
    1,
    0,
    Float32Array.from({ length: 12 }, (_, i) => i - 4),
  );
  await written.finish(1);
  const source = await openRecording(path);
  expect(source.info).toMatchObject({
    shape: { t: 2, c: 1, z: 2, y: 2, x: 3 },
    dtype: "float32",
    pixelSize: [0.4, 0.3],
    zStep: 0.5,
    zOrigin: -0.5,
    interval: 0.25,
    missing: [],
  });
  expect(source.info.virtual).toMatch(/m/);
  expect(Array.from((await source.read(1, 0, 1)).data)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(Array.from((await source.read(1, 0, 0)).data)).toEqual([-4, -3, -2, -1, 0, 1]);
  await expect(source.read(0, 0, 0)).rejects.toMatchObject({ code: "not-ready" });
  await source.close();
});

const fixtures = new URL("../../fixtures/zarr/", import.meta.url).pathname;
const written = JSON.parse(readFileSync(new URL("../../reference/zarr/recordings.json", import.meta.url), "utf8")) as {
  files: Record<string, { readonly shape: readonly number[]; readonly weighted: readonly number[] }>;
};
const { files } = written;

/** Compares every plane with the weighted sums that the writer noted. */
async function compare(source: FrameSource, weighted: readonly number[]): Promise<void> {
  const { shape, dtype } = source.info;
  expect(shape.t * shape.c * shape.z).toBe(weighted.length);
  for (let n = weighted.length - 1; n >= 0; n--) {
    const { data } = await source.read(Math.floor(n / (shape.c * shape.z)), Math.floor(n / shape.z) % shape.c, n % shape.z);
    let sum = 0;
    data.forEach((value, i) => (sum += value * (i % 97)));
    if (dtype === "float32") expect(sum / (weighted[n] ?? Number.NaN)).toBeCloseTo(1, 9);
    else expect(sum).toBe(weighted[n]);
  }
}

test.each(Object.keys(files))("%s holds the pixels that zarr-python put there", async (name) => {
  const [file = "", dataset = null] = name.split(":");
  const source = await openRecording(`${fixtures}${file}`, { ...unsaid, dataset });
  const { shape, missing } = source.info;
  await compare(source, files[name]?.weighted ?? []);
  const asked: Record<string, readonly string[]> = { "bare.zarr": ["pixel-size", "interval", "axes"], "series.zarr": ["dataset"] };
  // Several channels of which none is said to be the activity are asked about too.
  expect(missing).toEqual(asked[name] ?? (shape.c > 1 ? ["channels"] : []));
  await source.close();
});

const third = new URL("../../fixtures/zarr3/", import.meta.url).pathname;
const { files: thirdFiles } = JSON.parse(
  readFileSync(new URL("../../reference/zarr/version3.json", import.meta.url), "utf8"),
) as typeof written;

test.each(Object.keys(thirdFiles))("%s, OME-Zarr 0.5 written from the specification alone, holds the pixels put there", async (name) => {
  const source = await openRecording(`${third}${name}`);
  const { format, pixelSize, interval, shape, zStep } = source.info;
  expect(format).toBe("OME-Zarr 0.5");
  expect(pixelSize?.map((size) => Number(size.toFixed(9)))).toEqual([0.4, 0.2]);
  expect([interval, zStep]).toEqual([0.25, shape.z > 1 ? 2 : null]);
  await compare(source, thirdFiles[name]?.weighted ?? []);
  await source.close();
});

test.each([
  ["zarr", "fortran.ome.zarr", files],
  ["zarr", "blosc.ome.zarr", files],
  ["zarr3", "turned-be.ome.zarr", thirdFiles],
  ["zarr3", "shards.ome.zarr", thirdFiles],
  ["zarr3", "shards-start.ome.zarr", thirdFiles],
] as const)("as stacks too, %s/%s holds what was put there", async (folder, name, noted) => {
  const volumes = await openVolumes(`${folder === "zarr" ? fixtures : third}${name}`);
  const [depth, height, width] = volumes.shape;
  const weighted = noted[name]?.weighted ?? [];
  expect(volumes.frames * volumes.channels * depth).toBe(weighted.length);
  for (let n = 0; n < weighted.length; n += depth) {
    const { data } = await volumes.read(Math.floor(n / depth / volumes.channels), Math.floor(n / depth) % volumes.channels);
    for (let z = 0; z < depth; z++) {
      let sum = 0;
      for (let i = 0; i < height * width; i++) sum += (data[z * height * width + i] ?? Number.NaN) * (i % 97);
      expect(sum / (weighted[n + z] ?? Number.NaN)).toBeCloseTo(1, 9);
    }
  }
  await volumes.close();
});

/** The first chunk file of an array. */
function firstChunk(array: string): string {
  const entries = readdirSync(array, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "zarr.json",
  );
  return (
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .at(0) ?? ""
  );
}

test.each([
  ["crc.ome.zarr", "a flipped bit", (bytes: Buffer) => bytes.with(40, (bytes[40] ?? 0) ^ 4)],
  ["shards.ome.zarr", "a flipped bit", (bytes: Buffer) => bytes.with(40, (bytes[40] ?? 0) ^ 4)],
  ["shards.ome.zarr", "a flipped bit of the index", (bytes: Buffer) => bytes.with(bytes.length - 9, (bytes.at(-9) ?? 0) ^ 1)],
  ["shards.ome.zarr", "a cut shard", (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ["shards.ome.zarr", "a shard shorter than its index", (bytes: Buffer) => bytes.subarray(0, 10)],
  ["shards-start.ome.zarr", "a cut shard", (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
])("%s with %s is not read as pixels", async (name, what, change) => {
  const path = join(room, `${what}-${name}`);
  cpSync(`${third}${name}`, path, { recursive: true });
  const chunk = firstChunk(join(path, "0"));
  writeFileSync(chunk, change(readFileSync(chunk)));
  const source = await openRecording(path);
  const { t, c, z } = source.info.shape;
  const reads = Array.from({ length: t * c * z }, (_, n) => () => source.read(Math.floor(n / (c * z)), Math.floor(n / z) % c, n % z));
  let refused = 0;
  for (const read of reads) await read().catch((thrown: unknown) => (expect(thrown).toMatchObject({ code: "damaged" }), refused++));
  expect(refused).toBeGreaterThan(0);
  await source.close();
});

test("the images of a folder of several are listed", async () => {
  expect(await listDatasets(`${fixtures}series.zarr`)).toEqual([
    { path: "0", shape: [4, 12, 15], dtype: "uint16", unit: null, image: true },
    { path: "1", shape: [2, 12, 15], dtype: "uint16", unit: null, image: true },
  ]);
});

test.each([
  ["../elsewhere", "damaged"],
  ["7", "invalid-input"],
])("an image %s that is not in the folder is refused", async (dataset, code) => {
  await expect(openRecording(`${fixtures}series.zarr`, { ...unsaid, dataset })).rejects.toMatchObject({ code });
});
