import { Command } from "commander";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { refocusCommand } from "#hosts/cli/commands/refocus";
import { openRecording } from "#io/recording/open";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { openStoredVolumes } from "#io/volume/open";
import { spots } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
const movie = join(room, "movie.ome.tif");
const nameless = join(room, "nameless.ome.tif");
let out = "";
let told = "";

beforeAll(async () => {
  for (const [path, pixelSize] of [
    [movie, [0.325, 0.325]],
    [nameless, null],
  ] as const) {
    const writer = await createOmeTiff(path, {
      shape: { t: 3, c: 2, z: 1, y: 48, x: 64 },
      dtype: "uint16",
      pixelSize,
      zStep: null,
      interval: 0.25,
      channels: [
        { name: "GCaMP", role: "activity", wavelength: 520 },
        { name: "mCherry", role: "reference", wavelength: 600 },
      ],
    });
    for (let t = 0; t < 3; t++) for (let c = 0; c < 2; c++) await writer.write(spots(48, 64, t, c));
    await writer.finish();
  }
});
beforeEach(() => {
  out = "";
  told = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((told += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(...words: string[]): Promise<string> {
  const program = new Command("nematrace").exitOverride();
  refocusCommand(program);
  await program.parseAsync(["node", "nematrace", "refocus", ...words]);
  return out;
}

test("a movie becomes an OME-Zarr of both channels over the model's whole depth; a second run makes nothing", async () => {
  const path = join(room, "both.ome.zarr");
  expect(JSON.parse(await run(movie, "--out", path, "--json"))).toMatchObject({
    made: 3,
    kept: 0,
    planes: 41,
    shape: [41, 48, 64],
    model: "widefield-20x",
  });
  const volumes = await openStoredVolumes(path);
  expect(volumes.spec.channels.map((channel) => channel.role)).toEqual(["activity", "reference"]);
  expect([volumes.origin, volumes.voxel]).toEqual([
    [-10, 0, 0],
    [0.5, 0.325, 0.325],
  ]);
  out = "";
  expect(JSON.parse(await run(movie, "--out", path, "--json"))).toMatchObject({ made: 0, kept: 3 });
});

test("frames, planes and a channel are chosen, and a TIFF holds float planes", async () => {
  const path = join(room, "some.tif");
  await run(movie, "--out", path, "--z", "-2:2:1", "--frames", "1:3", "--channel", "mCherry");
  expect(out).toContain("2 frames made, 0 kept, 5 planes each");
  const stack = await openRecording(path);
  expect(stack.info).toMatchObject({ shape: { t: 2, c: 1, z: 5, y: 48, x: 64 }, dtype: "float32", zOrigin: -2, zStep: 1 });
  await stack.close();
  const single = join(room, "single.tif");
  await run(movie, "--out", single, "--z", "5:5:1", "--frames", "0:1", "--channel", "0");
  const plane = await openRecording(single);
  expect(plane.info).toMatchObject({ shape: { z: 1 }, zOrigin: 5 });
  await plane.close();
});

test("an unknown pixel size is asked for by its flag, and a given one that differs is warned of", async () => {
  const path = join(room, "asked.tif");
  await expect(run(nameless, "--out", path)).rejects.toMatchObject({ code: "missing-metadata", facts: { flag: "--pixel-size" } });
  await expect(run(nameless, "--out", path, "--pixel-size", "1")).rejects.toMatchObject({ code: "missing-metadata" });
  expect(existsSync(path)).toBe(false);
  await run(nameless, "--out", path, "--pixel-size", "0.5", "--z", "0:0:1", "--frames", "0:1", "--channel", "0");
  expect(told).toContain("warning: The pixels are 0.5 µm");
});

test("what cannot be done is refused with the flag or the range, and nothing is written", async () => {
  const path = join(room, "refused.ome.zarr");
  const refused = (...words: string[]) => run(movie, "--out", path, ...words);
  await expect(refused("--z", "-20:10:1")).rejects.toMatchObject({
    code: "out-of-range",
    message: expect.stringContaining("-10 to 10 µm"),
  });
  await expect(refused("--z", "a:b")).rejects.toMatchObject({ code: "invalid-input", facts: { flag: "--z" } });
  await expect(refused("--frames", "2:9")).rejects.toMatchObject({ code: "invalid-input", facts: { flag: "--frames" } });
  await expect(refused("--channel", "blue")).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining("0 (GCaMP), 1 (mCherry)"),
  });
  await expect(refused("--axial-direction", "2")).rejects.toMatchObject({ facts: { flag: "--axial-direction" } });
  await expect(refused("--threads", "none")).rejects.toMatchObject({ facts: { flag: "--threads" } });
  await expect(refused("--model", "nonesuch")).rejects.toMatchObject({ code: "not-found" });
  await expect(refused("--storage", "uint8")).rejects.toMatchObject({ code: "invalid-input" });
  await expect(run(movie, "--out", movie)).rejects.toMatchObject({ code: "invalid-input", facts: { flag: "--out" } });
  await expect(run(movie, "--out", join(room, "x.png"))).rejects.toMatchObject({ code: "invalid-input", facts: { flag: "--out" } });
  await expect(run(movie, "--out", join(room, "x.tif"), "--storage", "uint16")).rejects.toMatchObject({ facts: { flag: "--storage" } });
  await expect(run(join(room, "gone.tif"), "--out", path)).rejects.toMatchObject({ code: "not-found" });
  expect(readdirSync(room).filter((name) => /refused|partial|x\.tif/.test(name))).toEqual([]);
});

test("planes of a microscope of the other sense are those at −z", async () => {
  const [straight, turned] = [join(room, "straight.ome.zarr"), join(room, "turned.ome.zarr")];
  await run(movie, "--out", straight, "--z", "-3:3:3", "--frames", "0:1", "--channel", "0", "--storage", "float32");
  await run(
    movie,
    "--out",
    turned,
    "--z",
    "-3:3:3",
    "--frames",
    "0:1",
    "--channel",
    "0",
    "--storage",
    "float32",
    "--axial-direction",
    "-1",
  );
  const a = (await (await openStoredVolumes(straight)).read(0, 0)).data;
  const b = (await (await openStoredVolumes(turned)).read(0, 0)).data;
  const plane = 48 * 64;
  expect(b.slice(0, plane)).toEqual(a.slice(2 * plane));
  expect(b.slice(2 * plane)).toEqual(a.slice(0, plane));
  expect(a.slice(0, plane)).not.toEqual(a.slice(2 * plane));
});
