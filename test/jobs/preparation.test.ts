import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unprepared } from "#contract/preparation";
import { type RecordingInfo, unsaid } from "#contract/recording";
import { rigid, warp } from "#core/preprocess/warp";
import { openRecording } from "#io/recording/open";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { readMeta, writeMeta } from "#io/study/meta";
import { newStudy } from "#io/study/new-study";
import { studyBlobs } from "#io/study/products";
import { runStep } from "#jobs/run-step";
import { stepStates } from "#jobs/step-states";
import { productBytes, runSteps, smallParameters, writeFocusModel } from "#test/make/finished-study";
import { folder } from "#test/make/folder";
import { movieNeurons, writeMovie } from "#test/make/movie-file";

/** A movie that says nothing, shaken and turned a little, with a lamp's pattern and a hot pixel; made of the small movie. */
async function shaken(place: string): Promise<string> {
  const movie = await openRecording(await writeMovie(join(place, "still.ome.tif"), { frames: 5 }));
  const size = [movie.info.shape.y, movie.info.shape.x] as const;
  const path = join(place, "shaken.ome.tif");
  const writer = await createOmeTiff(path, { ...factsOf(movie.info), dtype: "uint16" });
  for (let t = 0; t < 5; t++) {
    const plane = Float32Array.from((await movie.read(t, 0, 0)).data);
    const moved = warp(plane, size, rigid(size, 0.02 * (t - 2), t - 2, 0.5 * t), 100);
    await writer.write(Uint16Array.from(moved, (value, i) => (i === 20 * size[1] + 60 ? 4000 : Math.max(0, value + 40 * Math.sin(i / 9)))));
  }
  await writer.finish();
  await movie.close();
  return path;
}

function factsOf({ shape, pixelSize, interval, channels }: RecordingInfo) {
  return { shape, pixelSize, zStep: null, interval, channels };
}

async function detected(study: Parameters<typeof runStep>[0]) {
  const work = runStep(study, "detect", {}, new AbortController().signal);
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
  }
}

test("neurons are found in the prepared frames, and the run says how they were prepared", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "m.ome.tif"));
  const preparation = { ...unprepared, cropTop: 8, cropLeft: 4, firstFrame: 2, registration: "whole-pixels" };
  const study = await newStudy(join(place, "m.study"), movie, { ...unsaid, preparation }, false);
  try {
    const run = await detected(study);
    expect(JSON.parse(run.inputs.preparation!)).toEqual({ cropTop: 8, cropLeft: 4, firstFrame: 2, registration: "whole-pixels" });
    expect(run.total).toBe(4);
    const blobs = studyBlobs(study)!;
    const first = movieNeurons[3]!;
    const found = [...blobs.x].some(
      (x, i) => blobs.t[i] === 0 && Math.abs(x - (first.x - 4 * 0.325)) < 0.4 && Math.abs(blobs.y[i]! - (first.y + 0.1 - 8 * 0.325)) < 0.4,
    );
    expect(found).toBe(true);
    const table = readdirSync(study.path).find((name) => name.startsWith("shifts-"));
    expect(readFileSync(join(study.path, table!), "utf8")).toMatch(/^t,dy,dx\n0,-?\d+,-?\d+\n1,/);
    const meta = readMeta(study.database);
    writeMeta(study.database, { ...meta, settings: { ...meta.settings, preparation: null } });
    expect((await stepStates(study)).find((state) => state.step === "detect")).toMatchObject({
      status: "stale",
      changed: expect.arrayContaining(["preparation"]),
    });
  } finally {
    study.close();
  }
});

test("refocusing, finding, following and reading prepared frames gives the bytes of a movie that was prepared beforehand", async () => {
  const place = folder();
  const movie = await shaken(place);
  const preparation = {
    ...unprepared,
    firstFrame: 1,
    cropTop: 3,
    cropLeft: 2,
    cropHeight: 60,
    cropWidth: 76,
    hotPixels: 8,
    backgroundImage: "estimated",
    flatField: "estimated",
    cameraOffset: 50,
    binning: 2,
    registration: "rigid",
  } as const;
  const prepared = await openRecording(movie, { ...unsaid, preparation });
  const beforehand = join(place, "beforehand.ome.tif");
  expect(prepared.info).toMatchObject({ shape: { t: 4, y: 30, x: 38 }, dtype: "float32", pixelSize: [0.65, 0.65] });
  const writer = await createOmeTiff(beforehand, { ...factsOf(prepared.info), dtype: "float32" });
  // Backwards first: what comes out of a frame may not hang on which was read before.
  for (const t of [3, 2, 1]) await prepared.read(t, 0, 0);
  for (let t = 0; t < 4; t++) await writer.write((await prepared.read(t, 0, 0)).data.slice());
  await writer.finish();
  await prepared.close();
  const parameters = smallParameters(await writeFocusModel(place));
  const products = [];
  for (const [name, recording, settings] of [
    ["on the way", movie, { ...unsaid, preparation }],
    ["beforehand", beforehand, unsaid],
  ] as const) {
    const study = await newStudy(join(place, `${name}.study`), recording, settings, true);
    await runSteps(study, parameters);
    study.close();
    // Volumes lie under the hash of what they were made from, and name it; that differs, their voxels do not.
    const bytes = [...productBytes(study.path)].map(([path, hash]) => [path.replace(/^[^/]+\.ome\.zarr\//, ""), hash] as const);
    products.push(new Map(bytes.filter(([path]) => !/(^|\/)\.zattrs$/.test(path))));
  }
  expect(products[0]!.size).toBeGreaterThan(4 * 3);
  expect(products[0]!.get("traces")).toBeDefined();
  expect(products[0]).toEqual(products[1]);
});
