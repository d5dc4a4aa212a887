import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { listDatasets } from "#io/recording/datasets";
import { openRecording } from "#io/recording/open";
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
const { files } = JSON.parse(readFileSync(new URL("../../reference/zarr/recordings.json", import.meta.url), "utf8")) as {
  files: Record<string, { readonly shape: readonly number[]; readonly weighted: readonly number[] }>;
};

test.each(Object.keys(files))("%s holds the pixels that zarr-python put there", async (name) => {
  const [file = "", dataset = null] = name.split(":");
  const source = await openRecording(`${fixtures}${file}`, { ...unsaid, dataset });
  const { shape, missing } = source.info;
  const weighted = files[name]?.weighted ?? [];
  expect(shape.t * shape.c * shape.z).toBe(weighted.length);
  for (let n = weighted.length - 1; n >= 0; n--) {
    const { data } = await source.read(Math.floor(n / (shape.c * shape.z)), Math.floor(n / shape.z) % shape.c, n % shape.z);
    let sum = 0;
    data.forEach((value, i) => (sum += value * (i % 97)));
    expect(sum).toBe(weighted[n]);
  }
  const asked: Record<string, readonly string[]> = { "bare.zarr": ["pixel-size", "interval", "axes"], "series.zarr": ["dataset"] };
  // Several channels of which none is said to be the activity are asked about too.
  expect(missing).toEqual(asked[name] ?? (shape.c > 1 ? ["channels"] : []));
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
