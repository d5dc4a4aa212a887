import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { unsaid, type RecordingSettings } from "#contract/recording";
import { listDatasets } from "#io/recording/datasets";
import { openRecording } from "#io/recording/open";

interface Facts {
  readonly height: number;
  readonly width: number;
  readonly sums: number[];
  readonly weighted: number[];
}
const fixtures = new URL("../../fixtures/hdf5/", import.meta.url).pathname;
const { files } = JSON.parse(readFileSync(new URL("../../reference/hdf5.json", import.meta.url), "utf8")) as {
  files: Record<string, Facts>;
};

async function check(name: string, facts: Facts, settings: Partial<RecordingSettings> = {}) {
  const source = await openRecording(`${fixtures}${name}`, { ...unsaid, ...settings });
  const { shape } = source.info;
  expect([shape.y, shape.x, shape.t * shape.c * shape.z]).toEqual([facts.height, facts.width, facts.sums.length]);
  for (let n = facts.sums.length - 1; n >= 0; n--) {
    const { data } = await source.read(Math.floor(n / (shape.c * shape.z)), Math.floor(n / shape.z) % shape.c, n % shape.z);
    let sum = 0;
    let weighted = 0;
    data.forEach((value, i) => {
      sum += value;
      weighted += value * (i % 97);
    });
    expect(sum).toBeCloseTo(facts.sums[n] ?? Number.NaN, 6);
    expect(weighted).toBeCloseTo(facts.weighted[n] ?? Number.NaN, 3);
  }
  await source.close();
  return source.info;
}

test.each(Object.entries(files).filter(([name]) => !name.includes(":") && name !== "tree.h5"))(
  "%s holds the pixels that h5py put there",
  async (name, facts) => {
    const info = await check(name, facts);
    expect(info.missing.includes("axes")).toBe(!name.endsWith(".nwb"));
  },
);

test("of several arrays the largest is looked at, and which one is meant is asked", async () => {
  const info = await check("tree.h5", files["tree.h5"]!);
  expect(info).toMatchObject({ format: "HDF5", dataset: "/entry/camera/frames" });
  expect(info.missing).toContain("dataset");
});

test("an array that is named is read, with the axes that its own tags give", async () => {
  const info = await check("tree.h5", files["tree.h5:second"]!, { dataset: "entry/second" });
  expect(info.missing).toEqual(["pixel-size", "interval"]);
});

test("the arrays of a file are listed with shape, type and unit; links in a circle and out of the file end", async () => {
  const datasets = await listDatasets(`${fixtures}tree.h5`);
  expect(datasets.filter(({ path }) => path.startsWith("/entry"))).toEqual([
    { path: "/entry/camera/frames", shape: [6, 12, 15], dtype: "uint16", unit: "counts", image: true },
    { path: "/entry/note", shape: [], dtype: expect.any(String) as string, unit: null, image: false },
    { path: "/entry/second", shape: [12, 15, 3], dtype: "uint16", unit: null, image: true },
    { path: "/entry/stamps", shape: [6], dtype: "float64", unit: null, image: false },
  ]);
});

test("an NWB series gives its stamps, grid spacing, indicator and wavelength", async () => {
  const { info, close } = await openRecording(`${fixtures}plane.nwb`);
  await close();
  expect(info).toMatchObject({
    format: "NWB",
    dataset: "/acquisition/Calcium/data",
    pixelSize: [0.4, 0.2],
    times: [0, 0.25, 0.5, 1.25, 1.5],
    interval: 0.25,
    channels: [{ name: "GCaMP6s", role: "activity", wavelength: 513 }],
    missing: [],
  });
});

test("an NWB series of stacks gives its rate and the distance of planes", async () => {
  const { info, close } = await openRecording(`${fixtures}volume.nwb`);
  await close();
  expect(info).toMatchObject({ shape: { t: 4, z: 3, y: 10, x: 14 }, interval: 0.2, zStep: 1.5, times: null, missing: [] });
});

test("axes said by a person go before the file's own", async () => {
  const source = await openRecording(`${fixtures}plane.nwb`, { ...unsaid, axes: "tyx" });
  expect(source.info.shape).toMatchObject({ t: 5, y: 14, x: 10 });
  await source.close();
});

test.each([
  ["lzf.h5", unsaid, "unsupported", /filter 32000/],
  ["outside.nwb", unsaid, "unsupported", /film\.avi/],
  ["tree.h5", { ...unsaid, dataset: "/entry/none" }, "invalid-input", /info lists/],
  ["tree.h5", { ...unsaid, dataset: "/entry/note" }, "unsupported", /grey levels/],
  ["chunks.h5", { ...unsaid, axes: "tz" }, "wrong-axes", /one letter/],
  ["chunks.h5", { ...unsaid, axes: "tt" }, "wrong-axes", /twice/],
] as const)("%s gets a sentence", async (name, settings, code, sentence) => {
  await expect(openRecording(`${fixtures}${name}`, settings)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(sentence) as string,
  });
});
