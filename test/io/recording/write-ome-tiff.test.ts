import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pixelTypes } from "#contract/recording";
import { openRecording } from "#io/recording/open";
import { pixelsOf, sampleBytes } from "#io/recording/pixel-buffer";
import { writeOmeTiff } from "#io/recording/write-ome-tiff";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();

const shape = { t: 3, c: 2, z: 2, y: 3, x: 5 };
const channels = [
  { name: "GCaMP & <friends>", role: "activity", wavelength: 525 },
  { name: "mCherry", role: "reference", wavelength: null },
] as const;

test.each(pixelTypes)("%s pixels and all facts come back", async (dtype) => {
  const path = join(room, `${dtype}.ome.tif`);
  const plane = (n: number) =>
    pixelsOf(new ArrayBuffer(15 * sampleBytes[dtype]), dtype, 15).map((_, i) => n * 7 + i) as ReturnType<typeof pixelsOf>;
  const facts = {
    shape,
    dtype,
    pixelSize: [0.5, 0.25] as const,
    zStep: 0.5,
    zOrigin: -10,
    interval: 0.3,
    times: [0, 0.31, 0.7],
    channels: [...channels],
    virtual: "some-model 1",
  };
  await writeOmeTiff(
    path,
    facts,
    Array.from({ length: 12 }, (_, n) => plane(n)),
  );
  const source = await openRecording(path);
  expect(source.info).toMatchObject({
    format: "OME-TIFF",
    shape,
    dtype,
    pixelSize: [0.5, 0.25],
    zStep: 0.5,
    zOrigin: -10,
    interval: 0.3,
    times: [0, 0.31, 0.7],
    channels,
    virtual: "some-model 1",
    missing: [],
  });
  expect((await source.read(2, 1, 0)).data).toEqual(plane((2 * 2 + 1) * 2));
  await source.close();
});

test("the same facts and pixels give the same bytes, and nothing else is left behind", async () => {
  const facts = {
    shape: { t: 1, c: 1, z: 1, y: 1, x: 2 },
    dtype: "uint8",
    pixelSize: null,
    zStep: null,
    interval: null,
    channels: [],
  } as const;
  await writeOmeTiff(join(room, "same.tif"), facts, [Uint8Array.of(1, 2)]);
  const first = readFileSync(join(room, "same.tif"));
  await writeOmeTiff(join(room, "same.tif"), facts, [Uint8Array.of(1, 2)]);
  expect(readFileSync(join(room, "same.tif"))).toEqual(first);
  expect(readdirSync(room).filter((name) => name.endsWith(".partial"))).toEqual([]);
});

test("too few planes leave no file and say so", async () => {
  const path = join(room, "few.tif");
  const facts = {
    shape: { t: 2, c: 1, z: 1, y: 1, x: 2 },
    dtype: "uint8",
    pixelSize: null,
    zStep: null,
    interval: null,
    channels: [],
  } as const;
  await expect(writeOmeTiff(path, facts, [Uint8Array.of(1, 2)])).rejects.toMatchObject({ code: "incomplete" });
  expect(readdirSync(room).filter((name) => name.startsWith("few"))).toEqual([]);
  await expect(writeOmeTiff(join(room, "nowhere", "a.tif"), facts, [])).rejects.toMatchObject({ code: "not-found" });
});
