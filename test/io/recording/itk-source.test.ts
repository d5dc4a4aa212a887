import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unsaid } from "#contract/recording";
import { openRecording } from "#io/recording/open";
import { scratchFolder } from "#test/make/scratch";

const fixtures = new URL("../../fixtures/itk/", import.meta.url).pathname;
const room = scratchFolder();

test.each([
  ["raw.nrrd", [0.5, 0.325], 2],
  ["gzip.nrrd", [0.5, 0.325], 2],
  ["stack.mha", null, null],
  ["stack.nii", [0.5, 0.325], 2],
  ["stack.nii.gz", [0.5, 0.325], 2],
] as const)("%s gives its planes as depth, and µm only where it names them", async (name, pixelSize, zStep) => {
  const source = await openRecording(`${fixtures}${name}`);
  const { info } = source;
  expect(info).toMatchObject({ shape: { t: 1, c: 1, z: 3, y: 4, x: 5 }, dtype: "uint16" });
  if (pixelSize) {
    expect(info.pixelSize?.[0]).toBeCloseTo(pixelSize[0], 5);
    expect(info.pixelSize?.[1]).toBeCloseTo(pixelSize[1], 5);
    expect(info.zStep).toBeCloseTo(zStep, 5);
  } else {
    expect(info.missing).toEqual(["pixel-size", "z-step"]);
  }
  const { data } = await source.read(0, 0, 2);
  expect(Array.from(data)).toEqual(Array.from({ length: 20 }, (_, i) => 200 + 10 * Math.floor(i / 5) + (i % 5)));
  await source.close();
});

test("a PNG is one frame", async () => {
  const source = await openRecording(`${fixtures}plane.png`);
  expect(source.info).toMatchObject({ format: "PNG", shape: { t: 1, c: 1, z: 1, y: 4, x: 5 }, dtype: "uint8", missing: ["pixel-size"] });
  expect((await source.read(0, 0, 0)).data[7]).toBe(112);
});

test("planes can be read as frames in time", async () => {
  const source = await openRecording(`${fixtures}stack.nii`, { ...unsaid, axes: "t" });
  expect(source.info.shape).toMatchObject({ t: 3, z: 1 });
  expect((await source.read(1, 0, 0)).data[0]).toBe(100);
});

test.each(["raw.nrrd", "gzip.nrrd", "stack.mha", "stack.nii", "stack.nii.gz"])(
  "%s cut short is refused, never filled with zeros",
  async (name) => {
    const whole = readFileSync(`${fixtures}${name}`);
    const path = join(room, `cut.${name}`);
    for (const cut of [1, 10, 40]) {
      writeFileSync(path, whole.subarray(0, whole.length - cut));
      await expect(openRecording(path)).rejects.toMatchObject({ code: expect.stringMatching(/truncated|damaged/) });
    }
  },
);

test("a colour picture is refused", async () => {
  await expect(openRecording(`${fixtures}colour.png`)).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringMatching(/colour/),
  });
});

test.each(["itk-stack.nrrd", "itk-stack.mha", "itk-stack.nii.gz"])(
  "%s, written by ITK itself, holds the pixels that went in",
  async (name) => {
    const source = await openRecording(`${fixtures}${name}`);
    expect(source.info).toMatchObject({ shape: { t: 1, c: 1, z: 3, y: 4, x: 5 }, dtype: "uint16" });
    for (let z = 0; z < 3; z++) {
      const { data } = await source.read(0, 0, z);
      expect(Array.from(data)).toEqual(Array.from({ length: 20 }, (_, i) => 100 * z + 10 * Math.floor(i / 5) + (i % 5)));
    }
    await source.close();
  },
);

test("a NIfTI file whose type and bits a pixel disagree is refused, not read as other grey levels", async () => {
  const bytes = Buffer.from(readFileSync(`${fixtures}stack.nii`));
  const path = join(room, "disagree.nii");
  expect(bytes.readInt16LE(70)).toBe(512);
  bytes.writeInt16LE(256, 70);
  writeFileSync(path, bytes);
  await expect(openRecording(path)).rejects.toMatchObject({ code: "damaged" });
});
