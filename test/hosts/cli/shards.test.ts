import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { builtProgram, nematrace } from "#test/make/built";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";
import { storeBytes } from "#test/make/store-bytes";
import { tinyCoefficientGraph, writeTinyModel } from "#test/make/tiny-model";

beforeAll(() => void builtProgram());

const tables = ["blobs.csv", "tracks.csv", "traces.csv"];

test("two converters at once and finalize make the bytes of a single run, and run goes on from there", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
  const flags = ["--model", model, "--z", "-2:2:1"];
  const alone = join(place, "alone.study");
  const shared = join(place, "shared.study");
  expect((await nematrace(["run", movie, "--study", alone, ...flags])).code).toBe(0);

  const begun = await nematrace(["init", movie, "--study", shared, ...flags, "--json"]);
  expect(begun).toMatchObject({ code: 0, out: expect.stringContaining('"frames":6') });
  expect(await nematrace(["verify", shared])).toMatchObject({ code: 3, out: expect.stringContaining("incomplete") });
  const halves = await Promise.all(["0:3", "3:6"].map((frames) => nematrace(["convert", shared, "--frames", frames, "--json"])));
  for (const half of halves) expect(half).toMatchObject({ code: 0, out: expect.stringContaining('"made":3,"kept":0') });
  const again = await nematrace(["convert", shared, "--json"]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('"made":0,"kept":6') });

  // A frame lost on the way, as with a node that died: it is named, and making it again mends it.
  const [store] = readdirSync(join(shared, "volumes"));
  rmSync(join(shared, "volumes", store!, "nematrace-frames", "000004.json"));
  expect(await nematrace(["finalize", shared])).toMatchObject({ code: 3, err: expect.stringContaining("1 of 6 frames") });
  expect((await nematrace(["convert", shared])).code).toBe(0);

  expect(await nematrace(["finalize", shared, "--json"])).toMatchObject({ code: 0, out: expect.stringContaining('"status":"done"') });
  expect(storeBytes(shared)).toEqual(storeBytes(alone));
  const went = JSON.parse((await nematrace(["run", movie, "--study", shared, ...flags, "--json"])).out) as {
    steps: { step: string; ran: boolean }[];
  };
  expect(went.steps.map(({ step, ran }) => `${step} ${ran}`).slice(0, 2)).toEqual(["refocus false", "detect true"]);
  for (const name of tables)
    expect(readFileSync(join(shared, "exports", name)).equals(readFileSync(join(alone, "exports", name)))).toBe(true);
  expect((await nematrace(["verify", shared])).code).toBe(0);
});

test("finalize before every frame is there names those that are missing and exits 3; nothing is marked done", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"));
  const study = join(place, "s");
  expect((await nematrace(["init", movie, "--study", study, "--model", model, "--z", "-2:2:1"])).code).toBe(0);
  expect((await nematrace(["convert", study, "--frames", "1:3"])).code).toBe(0);
  expect(await nematrace(["finalize", study])).toMatchObject({ code: 3, err: expect.stringContaining("4 of 6 frames of") });
  expect(await nematrace(["finalize", study])).toMatchObject({ code: 3, err: expect.stringContaining("0:1 3:6") });
  expect(await nematrace(["convert", study, "--frames", "5:9"])).toMatchObject({ code: 2 });
  expect(await nematrace(["convert", study, "--threads", "0.5"])).toMatchObject({ code: 2 });
});

test("a study that keeps no volumes cannot be shared out", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"));
  const answer = await nematrace(["init", movie, "--study", join(place, "s"), "--model", model, "--z", "-2:2:1", "--storage", "nothing"]);
  expect(answer).toMatchObject({ code: 2, err: expect.stringContaining("use run") });
});
