import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { builtProgram, nematrace } from "#test/make/built";
import { hashOf } from "#jobs/inputs";
import { writeFocusModel } from "#test/make/finished-study";
import { spots } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";

const place = scratchFolder();
const frames = 12;
/** More than are looked at for the movie's scale, so that what is wrong in one is met at work. */
const many = 24;
let model: string;

beforeAll(async () => {
  builtProgram();
  model = await writeFocusModel(place);
}, 60_000);

/** A movie of two channels; frame `wrong` holds a value that is no number. */
async function movie(name: string, count = frames, wrong: number | null = null): Promise<string> {
  const path = join(place, name);
  const writer = await createOmeTiff(path, {
    shape: { t: count, c: 2, z: 1, y: 48, x: 64 },
    dtype: "float32",
    pixelSize: [0.325, 0.325],
    zStep: null,
    interval: 0.25,
    channels: [
      { name: "GCaMP", role: "activity", wavelength: 520 },
      { name: "mCherry", role: "reference", wavelength: 600 },
    ],
  });
  for (let t = 0; t < count; t++) {
    for (let c = 0; c < 2; c++) {
      const plane = Float32Array.from(spots(48, 64, t, c));
      if (t === wrong) plane[100] = Number.NaN;
      await writer.write(plane);
    }
  }
  await writer.finish();
  return path;
}

/** What every file of a folder holds. */
function fileHashes(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(folder, file), hashOf(readFileSync(file).toString("base64"))];
    }),
  );
}

const refocus = (path: string, folder: string, ...more: string[]) =>
  nematrace(["refocus", path, "--model", model, "--z", "-2:2:1", "--out", join(place, folder, "v.ome.zarr"), ...more]);

test("several hands make the same bytes as one, of every channel, and go on where they stopped", async () => {
  const path = await movie("two.ome.tif");
  const alone = await refocus(path, "alone", "--threads", "1");
  const together = await refocus(path, "together", "--threads", "3", "--json");
  expect([alone.code, together.code], alone.err + together.err).toEqual([0, 0]);
  expect(JSON.parse(together.out)).toMatchObject({ made: frames, kept: 0, threads: 3 });
  expect(fileHashes(join(place, "together"))).toEqual(fileHashes(join(place, "alone")));
  const again = await refocus(path, "together", "--threads", "3", "--json");
  expect(JSON.parse(again.out)).toMatchObject({ made: 0, kept: frames });
}, 60_000);

test("what a hand finds wrong is told as it is without hands, and the frames before it are kept", async () => {
  const path = await movie("wrong.ome.tif", many, 10);
  const alone = await refocus(path, "wrong-alone", "--threads", "1");
  const together = await refocus(path, "wrong", "--threads", "2");
  expect(alone.err).toContain("frame 10");
  expect([together.code, together.err.trim().split("\n").at(-1)]).toEqual([alone.code, alone.err.trim().split("\n").at(-1)]);
  const files = [...fileHashes(join(place, "wrong")).keys()];
  expect(files.filter((name) => name.includes("partial"))).toEqual([]);
  const alike = fileHashes(join(place, "wrong-alone"));
  for (const [name, hash] of fileHashes(join(place, "wrong"))) if (alike.has(name)) expect(hash, name).toBe(alike.get(name));
}, 60_000);

test("a run that is interrupted stops its hands, and another makes what is left to the same bytes", async () => {
  const path = await movie("long.ome.tif");
  expect((await refocus(path, "whole", "--threads", "2")).code).toBe(0);
  const interrupted = await nematrace(
    ["refocus", path, "--model", model, "--z", "-2:2:1", "--out", join(place, "cut", "v.ome.zarr"), "--threads", "2"],
    (kill, err) => {
      const look = setInterval(() => {
        if (!err().includes("refocus")) return;
        clearInterval(look);
        kill("SIGINT");
      }, 5);
      setTimeout(() => clearInterval(look), 20_000).unref();
    },
  );
  expect([0, 130]).toContain(interrupted.code);
  expect((await refocus(path, "cut", "--threads", "2")).code).toBe(0);
  expect(fileHashes(join(place, "cut"))).toEqual(fileHashes(join(place, "whole")));
}, 60_000);
