import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Progress } from "#contract/source";
import { openModel } from "#io/model/open";
import { openRecording } from "#io/recording/open";
import { openStoredVolumes, openVolumes } from "#io/volume/open";
import { openStore } from "#io/volume/store";
import { verifyStore } from "#io/volume/verify";
import { refocus } from "#jobs/refocus";
import type { RefocusJob } from "#jobs/refocus-summary";
import { refocusToTiff } from "#jobs/refocus-tiff";
import { openRefocuser } from "#jobs/refocuser";
import { memoryRecording, spots } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";
import { tinyDeepZGraph, writeTinyModel } from "#test/make/tiny-model";

const scratch = scratchFolder();
const tiny = await openModel(await writeTinyModel(join(scratch, "tiny")), { threads: 1 });
const deepZ = await openModel(await writeTinyModel(join(scratch, "deep-z"), tinyDeepZGraph()), { threads: 1 });
const frame = [40, 52] as const;
let made = 0;
const fresh = (ending = "ome.zarr") => join(scratch, `v${made++}.${ending}`);

const twoChannels = [
  { name: "GCaMP", role: "activity", wavelength: 510 },
  { name: "RFP", role: "reference", wavelength: 600 },
] as const;
const movie = (frames = 4) =>
  memoryRecording({ frames, height: frame[0], width: frame[1], channels: twoChannels, pixels: (t, c) => spots(...frame, t, c) });
const job: RefocusJob = { model: tiny, plan: { min: -4, max: 4, step: 2 }, channels: [0, 1], axialDirection: 1, pixelSize: [0.325, 0.325] };
const target = (path: string) => ({ path, storage: "uint16", compression: "lz4" }) as const;

async function drain<R>(run: AsyncGenerator<Progress, R>, stopAfter = Infinity): Promise<R | null> {
  for (let n = 0; ; n++) {
    const next = await run.next();
    if (next.done) return next.value;
    if (n >= stopAfter) {
      await run.return(null as R);
      return null;
    }
  }
}

async function fileBytes(folder: string): Promise<Map<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).filter((file) => file !== join(folder, ".zattrs"));
  return new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length), (await readFile(file)).toString("base64")] as const)),
  );
}

test("each plane is the model's plane times the movie's scale, in grey levels above background", async () => {
  const path = fresh();
  const source = movie();
  const summary = await drain(refocus(source, { ...target(path), storage: "float32" }, job));
  expect(summary).toMatchObject({ made: 4, kept: 0, planes: 5, shape: [5, ...frame], clipped: 0, model: "tiny" });
  const volumes = await openVolumes(path);
  expect(volumes.origin).toEqual([-4, 0, 0]);
  expect(volumes.voxel).toEqual([2, 0.325, 0.325]);
  for (const [t, c] of [
    [0, 0],
    [3, 1],
  ] as const) {
    const { data } = await volumes.read(t, c);
    const grey = spots(...frame, t, c);
    for (const i of [0, 777, 1500]) {
      const above = (grey[i] as number) - (summary?.scales[c]?.background ?? Number.NaN);
      // Coefficient k of the tiny model is the image times k + 1, and its nodes lie 2 µm apart from −6 µm on.
      for (let p = 0; p < 5; p++) expect(data[p * frame[0] * frame[1] + i]).toBeCloseTo(above * (p + 2), 2);
    }
  }
});

test("the axial direction turns the stack round", async () => {
  const turned = await openRefocuser(movie(1), { ...job, channels: [0], axialDirection: -1 });
  const straight = await openRefocuser(movie(1), { ...job, channels: [0] });
  const a = (await turned.volume(0, 0)).data;
  const b = (await straight.volume(0, 0)).data;
  const size = frame[0] * frame[1];
  for (let p = 0; p < 5; p++) expect(a[p * size + 700]).toBeCloseTo(b[(4 - p) * size + 700] as number, 3);
});

test("a run that stops is gone on with, to the same bytes as one that never stopped", async () => {
  const [stopped, whole] = [fresh(), fresh()];
  await drain(refocus(movie(), target(stopped), job), 2);
  expect([...(await openStore(stopped, (await openStoredVolumes(stopped)).spec).then((store) => store.finished()))]).toEqual([0, 1]);
  const source = movie();
  expect(await drain(refocus(source, target(stopped), job))).toMatchObject({ made: 2, kept: 2 });
  await drain(refocus(movie(), target(whole), job));
  expect(await fileBytes(stopped)).toEqual(await fileBytes(whole));
  expect(await verifyStore(stopped)).toEqual([]);
});

test("aborting keeps the frames that are finished", async () => {
  const path = fresh();
  const controller = new AbortController();
  const run = refocus(movie(), target(path), { ...job, signal: controller.signal });
  await run.next();
  await run.next();
  controller.abort();
  await expect(drain(run)).rejects.toMatchObject({ name: "AbortError" });
  const volumes = await openVolumes(path);
  await expect(volumes.read(0, 1)).resolves.toBeDefined();
  await expect(volumes.read(1, 0)).rejects.toMatchObject({ code: "not-ready" });
});

test("parts of a movie made one after another are the whole movie's bytes: the scale is the movie's", async () => {
  const [parts, whole] = [fresh(), fresh()];
  await drain(refocus(movie(), target(parts), { ...job, frames: { from: 2, to: 4 } }));
  await drain(refocus(movie(), target(parts), { ...job, frames: { from: 0, to: 2 } }));
  await drain(refocus(movie(), target(whole), job));
  expect(await fileBytes(parts)).toEqual(await fileBytes(whole));
});

test("a span of frames makes a store of just these, with their times", async () => {
  const path = fresh();
  await drain(refocus(movie(), { ...target(path), span: { from: 1, to: 3 } }, job));
  const volumes = await openStoredVolumes(path);
  expect([volumes.frames, volumes.spec.firstFrame]).toEqual([2, 1]);
});

test("an OME-TIFF holds the same planes as the store", async () => {
  const path = fresh("ome.tif");
  const summary = await drain(refocusToTiff(movie(2), path, job));
  expect(summary).toMatchObject({ made: 2, planes: 5 });
  const stack = await openRecording(path);
  expect(stack.info).toMatchObject({ shape: { t: 2, c: 2, z: 5, y: 40, x: 52 }, dtype: "float32", zStep: 2, zOrigin: -4 });
  expect(stack.info.virtual).toContain("tiny");
  const refocuser = await openRefocuser(movie(2), job);
  const { data } = await refocuser.volume(1, 1);
  expect((await stack.read(1, 1, 3)).data).toEqual(data.slice(3 * 2080, 4 * 2080));
  await stack.close();
});

test("a TIFF run that is aborted leaves nothing behind", async () => {
  const path = fresh("tif");
  const controller = new AbortController();
  const run = refocusToTiff(movie(), path, { ...job, signal: controller.signal });
  await run.next();
  controller.abort();
  await expect(drain(run)).rejects.toMatchObject({ name: "AbortError" });
  await expect(stat(path)).rejects.toThrow();
  expect((await readdir(scratch)).filter((name) => name.includes("partial"))).toEqual([]);
});

test("pixels of another size are resampled for the model and back to the recording's grid", async () => {
  const refocuser = await openRefocuser(memoryRecording({ frames: 1, height: 30, width: 20, pixels: () => spots(30, 20, 0) }), {
    ...job,
    channels: [0],
    pixelSize: [0.65, 0.65],
    plan: { min: -4, max: -4, step: 1 },
  });
  expect(refocuser.shape).toEqual([1, 30, 20]);
  expect(refocuser.warnings[0]).toContain("The pixels are 0.65 µm");
  const { data } = await refocuser.volume(0, 0);
  const grey = spots(30, 20, 0);
  const background = refocuser.scales[0]?.background ?? 0;
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  expect(mean(data) / 2).toBeCloseTo(mean(grey) - background, 0);
});

test("a network with the Deep-Z signature runs once a plane, with z / 10 as its second channel", async () => {
  const refocuser = await openRefocuser(movie(1), { ...job, model: deepZ, channels: [0] });
  const { data } = await refocuser.volume(0, 0);
  const { background, scale } = refocuser.scales[0] ?? { background: 0, scale: 0 };
  const grey = spots(...frame, 0, 0);
  for (let p = 0; p < 5; p++) expect(data[p * 2080 + 99]).toBeCloseTo((grey[99] as number) - background + 0.2 * (-4 + 2 * p) * scale, 1);
});

test("what cannot be refocused is refused before anything is written", async () => {
  const path = fresh();
  const refused = (source: ReturnType<typeof movie>, changes: Partial<RefocusJob>) =>
    drain(refocus(source, target(path), { ...job, ...changes }));
  await expect(refused(movie(), { plan: { min: -5, max: 4, step: 1 } })).rejects.toMatchObject({
    code: "out-of-range",
    facts: { min: -4, max: 4 },
  });
  await expect(refused(movie(), { channels: [2] })).rejects.toMatchObject({ code: "invalid-input" });
  const scanned = memoryRecording({ frames: 1, height: 8, width: 8, planes: 3, pixels: () => new Uint16Array(64) });
  await expect(refused(scanned, { channels: [0] })).rejects.toMatchObject({ code: "wrong-axes" });
  const huge = memoryRecording({ frames: 1, height: 30000, width: 30000, pixels: () => new Uint16Array(0) });
  await expect(refused(huge, { channels: [0] })).rejects.toMatchObject({ code: "out-of-range", message: expect.stringContaining("GiB") });
  const holes = memoryRecording({ frames: 2, height: 8, width: 8, pixels: (t) => new Float32Array(64).fill(t === 1 ? Number.NaN : 1) });
  await expect(refused(holes, { channels: [0] })).rejects.toMatchObject({ code: "not-finite", facts: { t: 1 } });
  await expect(stat(path)).rejects.toThrow();
});

test("a projection's name, a wavelength and a network's own output are warned of", async () => {
  const told: string[] = [];
  const source = memoryRecording({ frames: 1, height: 16, width: 16, name: "movie_xy_mip.tif", pixels: () => spots(16, 16, 0) });
  await drain(refocus(source, target(fresh()), { ...job, channels: [0], warn: (sentence) => told.push(sentence) }));
  expect(told).toEqual([
    "The name movie_xy_mip.tif speaks of a projection; refocusing is meant for wide-field frames, and what it makes of a projection is not to be trusted.",
  ]);
});

test("a dark movie gives dark volumes", async () => {
  const refocuser = await openRefocuser(memoryRecording({ frames: 1, height: 16, width: 16, pixels: () => new Uint16Array(256) }), {
    ...job,
    channels: [0],
  });
  expect((await refocuser.volume(0, 0)).data.every((v) => v === 0)).toBe(true);
});
