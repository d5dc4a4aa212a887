import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { openRecording } from "#io/recording/open";

interface Facts {
  readonly dtype: string;
  readonly height: number;
  readonly width: number;
  readonly sums: number[];
  readonly weighted: number[];
  readonly corner: number[];
}
const fixtures = new URL("../../fixtures/tiff/", import.meta.url).pathname;
const { files } = JSON.parse(readFileSync(new URL("../../reference/recording.json", import.meta.url), "utf8")) as {
  files: Record<string, Facts>;
};

test.each(Object.entries(files))("%s holds the pixels that its writer put there", async (name, facts) => {
  const pages = facts.sums.length;
  const source = await openRecording(`${fixtures}${name}`, { ...unsaid, axes: pages > 1 ? "t" : null });
  expect(source.info.shape).toEqual({ t: pages, c: 1, z: 1, y: facts.height, x: facts.width });
  expect(source.info.dtype).toBe(facts.dtype);
  for (let t = pages - 1; t >= 0; t--) {
    const { data, shape } = await source.read(t, 0, 0);
    expect(shape).toEqual([facts.height, facts.width]);
    let sum = 0;
    let weighted = 0;
    data.forEach((value, i) => {
      sum += value;
      weighted += value * (i % 97);
    });
    expect(sum).toBeCloseTo(facts.sums[t] ?? Number.NaN, 6);
    expect(weighted).toBeCloseTo(facts.weighted[t] ?? Number.NaN, 4);
    expect(data[facts.width * facts.height - 2]).toBe(facts.corner[t]);
  }
  await source.close();
});

test("every fixture with known numbers is there", () => {
  const there = new Set(readdirSync(fixtures));
  expect(Object.keys(files).filter((name) => !there.has(name))).toEqual([]);
  expect(Object.keys(files).length).toBeGreaterThan(45);
});

const open = async (name: string, settings = unsaid) => {
  const source = await openRecording(`${fixtures}${name}`, settings);
  await source.close();
  return source.info;
};

test("an ImageJ hyperstack gives its axes, unit, spacing and interval", async () => {
  const info = await open("imagej-tzcyx.tif");
  expect(info).toMatchObject({
    format: "ImageJ TIFF",
    shape: { t: 4, z: 3, c: 2, y: 12, x: 15 },
    zStep: 1.5,
    interval: 0.25,
    missing: ["channels"],
  });
  expect(info.pixelSize?.[0]).toBeCloseTo(0.32, 6);
  expect(info.pixelSize?.[1]).toBeCloseTo(0.16, 6);
});

test("an ImageJ hyperstack's channel, plane and frame are the right page", async () => {
  const source = await openRecording(`${fixtures}imagej-tzcyx.tif`);
  const { data } = await source.read(3, 1, 2);
  expect(Array.from(data).reduce((sum, value) => sum + value, 0)).toBe(files["imagej-tzcyx.tif"]?.sums[(3 * 3 + 2) * 2 + 1]);
  await source.close();
});

test("an OME-TIFF gives its axes, sizes with their units, and roles by channel names", async () => {
  const info = await open("ome-tczyx.ome.tif");
  expect(info).toMatchObject({
    format: "OME-TIFF",
    shape: { t: 3, c: 2, z: 4, y: 11, x: 14 },
    pixelSize: [0.65, 0.325],
    zStep: 2,
    missing: [],
  });
  expect(info.interval).toBeCloseTo(0.1, 9);
  expect(info.channels.map(({ name, role }) => [name, role])).toEqual([
    ["mCherry", "reference"],
    ["GCaMP6s", "activity"],
  ]);
  const source = await openRecording(`${fixtures}ome-tczyx.ome.tif`);
  const { data } = await source.read(2, 1, 3);
  expect(Array.from(data).reduce((sum, value) => sum + value, 0)).toBe(files["ome-tczyx.ome.tif"]?.sums[(2 * 2 + 1) * 4 + 3]);
  await source.close();
});

test("a rate in frames a second becomes an interval", async () => {
  expect(await open("imagej-t-be.tif")).toMatchObject({ shape: { t: 5 }, interval: 0.25, pixelSize: null, missing: ["pixel-size"] });
});

test("pages without a word on their axes are offered as frames, and the axes are missing", async () => {
  const info = await open("uint16-le.tif");
  expect(info).toMatchObject({ shape: { t: 3, c: 1, z: 1 }, missing: ["pixel-size", "interval", "axes"] });
  expect(info.notes.join()).toMatch(/does not say what its 3 pages are/);
});

test("a resolution in centimetres is a pixel size; dots per inch of a screen are not", async () => {
  expect((await open("resolution-cm.tif")).pixelSize?.[0]).toBeCloseTo(0.5, 9);
});

test("what the user says overrides the file", async () => {
  const info = await open("imagej-tzcyx.tif", {
    ...unsaid,
    axes: "tc2",
    pixelSize: 0.5,
    interval: 2,
    activityChannel: 1,
    referenceChannel: 0,
  });
  expect(info).toMatchObject({ shape: { t: 12, c: 2, z: 1 }, pixelSize: [0.5, 0.5], interval: 2, missing: [] });
  expect(info.channels.map(({ role }) => role)).toEqual(["reference", "activity"]);
});

test.each([
  ["tz", { t: 1, z: 1 }, /size of z is not known/],
  ["tz5", {}, /do not divide/],
  ["t7c2", {}, /make 14 pages and the file has 6/],
  ["tt", {}, /given twice/],
  ["w", {}, /only t, c, z/],
] as const)("axes %s that do not fit 6 pages are refused", async (axes, _, message) => {
  await expect(open("shaped-tyx.tif", { ...unsaid, axes })).rejects.toMatchObject({
    code: "wrong-axes",
    message: expect.stringMatching(message),
  });
});

test.each([
  ["t", { t: 6, c: 1, z: 1 }],
  ["z", { t: 1, c: 1, z: 6 }],
  ["tc", { t: 3, c: 2, z: 1 }],
  ["tz3yx", { t: 2, c: 1, z: 3 }],
  ["t3c2", { t: 3, c: 2, z: 1 }],
  ["ct3", { t: 3, c: 2, z: 1 }],
] as const)("axes %s read 6 plain pages", async (axes, shape) => {
  expect((await open("resolution-cm.tif", { ...unsaid, axes })).shape).toMatchObject(shape);
});
