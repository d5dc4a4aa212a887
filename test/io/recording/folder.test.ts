import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { numberedImages, numberingOf } from "#io/recording/folder/numbering";
import { openRecording } from "#io/recording/open";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
const fixtures = new URL("../../fixtures/folder/", import.meta.url).pathname;
const facts = JSON.parse(readFileSync(new URL("../../reference/folder.json", import.meta.url), "utf8")) as Record<
  string,
  readonly (readonly [number, number])[]
>;

test.each(["png8", "png16", "tif"])("a numbered folder (%s) is a movie with the pixels that Pillow and tifffile wrote", async (kind) => {
  const source = await openRecording(`${fixtures}${kind}`, { ...unsaid, interval: 0.5 });
  expect(source.info).toMatchObject({
    format: "Numbered images",
    shape: { t: 3, c: 1, z: 1, y: 21, x: 34 },
    dtype: kind === "png8" ? "uint8" : "uint16",
    interval: 0.5,
    missing: ["pixel-size"],
  });
  for (let t = 2; t >= 0; t--) {
    let sum = 0;
    let weighted = 0;
    (await source.read(t, 0, 0)).data.forEach((value, i) => {
      sum += value;
      weighted += value * (i % 97);
    });
    expect([sum, weighted]).toEqual(facts[kind]?.[t]);
  }
  await source.close();
});

test("a number that is lacking is a dropped frame: the others keep their time", async () => {
  const { info } = await openRecording(`${fixtures}png16`, { ...unsaid, interval: 0.5 });
  expect(info.times).toEqual([0, 0.5, 1.5]);
  expect(info.notes.join()).toMatch(/1 numbers between/);
  expect((await openRecording(`${fixtures}png16`)).info).toMatchObject({ times: null, missing: ["pixel-size", "interval"] });
});

const cases: readonly (readonly [string, readonly string[], readonly [number, number, number], boolean])[] = [
  ["letters", ["w_t0_z0_c0.tif", "w_t0_z1_c0.tif", "w_t0_z0_c1.tif", "w_t0_z1_c1.tif"], [1, 2, 2], true],
  ["words", ["frame001 slice1.tif", "frame001 slice2.tif", "frame002 slice1.tif", "frame002 slice2.tif"], [2, 1, 2], true],
  ["one number alone", ["worm001.tif", "worm002.tif", "worm003.tif", "notes.txt", ".hidden1.tif"], [3, 1, 1], false],
  ["steps of ten", ["t000.png", "t010.png", "t020.png"], [3, 1, 1], true],
  [
    "Micro-Manager",
    ["img_000000000_GFP_000.tif", "img_000000000_RFP_000.tif", "img_000000001_GFP_000.tif", "img_000000001_RFP_000.tif"],
    [2, 2, 1],
    true,
  ],
  ["a constant number beside", ["exp7_t1.tif", "exp7_t2.tif"], [2, 1, 1], true],
];

test.each(cases)("%s in names are told", (_, names, shape, known) => {
  const { images, known: said, frameNumbers } = numberingOf(names, "folder", null);
  expect([images.length, images[0]?.length, images[0]?.[0]?.length]).toEqual(shape);
  expect(said).toBe(known);
  expect(frameNumbers).toBeUndefined();
});

test("a frame that lacks a plane was dropped", () => {
  const numbering = numberingOf(["t0z0.tif", "t0z1.tif", "t1z0.tif", "t2z0.tif", "t2z1.tif"], "folder", null);
  expect(numbering).toMatchObject({ frameNumbers: [0, 2], images: [[["t0z0.tif", "t0z1.tif"]], [["t2z0.tif", "t2z1.tif"]]] });
});

test.each([
  ["several places", ["pos1_t1.tif", "pos2_t1.tif"], null, /folder of its own/],
  ["two numbers without words", ["a1_1.tif", "a1_2.tif", "a2_1.tif"], null, /what their numbers count/],
  ["axes that do not fit", ["a1.tif", "a2.tif"], "tzc", /do not fit/],
] as const)("%s are refused with a sentence", (_, names, axes, sentence) => {
  expect(() => numberingOf(names, "folder", axes)).toThrow(sentence);
});

test("letters said by a person tell what the numbers count", () => {
  expect(numberingOf(["a1_1.tif", "a1_2.tif", "a2_1.tif", "a2_2.tif"], "folder", "zt").images).toEqual([
    [["a1_1.tif", "a2_1.tif"]],
    [["a1_2.tif", "a2_2.tif"]],
  ]);
});

test("a folder of single names holds no numbered images", () => {
  expect(numberedImages(["one.tif", "movie.nd2"])).toEqual([]);
});

test("Micro-Manager's metadata beside the images gives stamps, pixel size and channels", async () => {
  const folder = mkdtempSync(join(room, "mm-"));
  [0, 1, 3].forEach((t, i) => cpSync(`${fixtures}tif/worm_t000${t}.tif`, join(folder, `img_00000000${i}_GFP_000.tif`)));
  const stamp = (i: number, ms: number) => ({ FileName: `img_00000000${i}_GFP_000.tif`, "ElapsedTime-ms": ms, PixelSizeUm: 0.65 });
  writeFileSync(
    join(folder, "metadata.txt"),
    JSON.stringify({
      Summary: { Interval_ms: 250 },
      "FrameKey-0-0-0": stamp(0, 40),
      "FrameKey-1-0-0": stamp(1, 290),
      "FrameKey-2-0-0": stamp(2, 900),
    }),
  );
  const { info } = await openRecording(folder);
  expect(info).toMatchObject({
    format: "Micro-Manager images",
    times: [0, 0.25, 0.86],
    interval: 0.25,
    pixelSize: [0.65, 0.65],
    missing: [],
  });
  expect(info.channels).toEqual([{ name: "GFP", role: "activity", wavelength: null }]);
});

test("an image unlike the first is named", async () => {
  const folder = mkdtempSync(join(room, "mixed-"));
  cpSync(`${fixtures}png16/worm_t0000.png`, join(folder, "t0.png"));
  cpSync(`${fixtures}png8/worm_t0001.png`, join(folder, "t1.png"));
  const source = await openRecording(folder);
  await source.read(0, 0, 0);
  await expect(source.read(1, 0, 0)).rejects.toMatchObject({ code: "wrong-axes", message: expect.stringMatching(/t1\.png/) });
});
