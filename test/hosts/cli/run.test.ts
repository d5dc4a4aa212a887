import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { openStudy } from "#io/study/study";
import { currentRun } from "#io/study/runs";
import { builtProgram, nematrace } from "#test/make/built";
import { folder } from "#test/make/folder";
import { movieNeurons, writeMovie } from "#test/make/movie-file";
import { tinyCoefficientGraph, writeTinyModel } from "#test/make/tiny-model";

const tiff = resolve(import.meta.dirname, "../../fixtures/tiff");

beforeAll(() => void builtProgram());

interface Run {
  readonly study: string;
  readonly exports: string;
  readonly steps: readonly { readonly step: string; readonly ran: boolean }[];
}

test("run takes a movie to exported tables, and run again does nothing", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
  const command = ["run", movie, "--study", join(place, "s"), "--model", model, "--z", "-2:2:1", "--json"];
  const first = await nematrace(command);
  expect(first.err).not.toMatch(/nematrace:/);
  expect(first.code).toBe(0);
  const made = JSON.parse(first.out) as Run;
  expect(made.steps.map(({ step, ran }) => `${step} ${ran}`)).toEqual([
    "refocus true",
    "detect true",
    "link true",
    "extract true",
    "export true",
  ]);
  const neurons = readFileSync(join(made.exports, "neurons.csv"), "utf8").trim().split("\n");
  expect(neurons).toHaveLength(movieNeurons.length + 1);
  const header = JSON.parse(readFileSync(join(made.exports, "header.json"), "utf8")) as Record<string, never>;
  expect(header).toMatchObject({
    program: expect.stringMatching(/^NemaTrace /),
    virtual: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    tables: { "blobs.csv": { z: "µm" } },
    parameters: { refocus: { zMin: -2, zMax: 2, zStep: 1 } },
  });
  const again = JSON.parse((await nematrace(command)).out) as Run;
  expect(again.steps.every(({ ran }) => !ran)).toBe(true);

  const verified = await nematrace(["verify", made.study, "--json"]);
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('"whole":true') });
  const out = join(place, "tables");
  expect((await nematrace(["export", made.study, "--out", out, "--format", "csv"])).code).toBe(0);
  for (const name of ["blobs.csv", "tracks.csv", "traces.csv", "traces-wide.csv", "neurons.csv"]) {
    expect(readFileSync(join(out, name)).equals(readFileSync(join(made.exports, name))), name).toBe(true);
  }

  const chunk = chunkOf(join(made.study, "volumes"));
  const bytes = readFileSync(chunk);
  bytes[bytes.length - 1] = bytes[bytes.length - 1]! ^ 255;
  writeFileSync(chunk, bytes);
  expect(await nematrace(["verify", made.study])).toMatchObject({ code: 1, out: expect.stringContaining("altered") });
  truncateSync(chunk, 10);
  expect(await nematrace(["verify", made.study])).toMatchObject({ code: 1, out: expect.stringContaining("truncated") });
});

test("volumes that are gone, cut short or altered without a change of size are made again by run, byte for byte, and the tables stay", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
  const study = join(place, "s");
  const command = ["run", movie, "--study", study, "--model", model, "--z", "-2:2:1", "--json"];
  expect((await nematrace(command)).code).toBe(0);
  const chunk = chunkOf(join(study, "volumes"));
  const bytes = readFileSync(chunk);
  const altered = Buffer.from(bytes);
  altered[bytes.length - 1] = bytes[bytes.length - 1]! ^ 255;
  const spoil = [
    () => truncateSync(chunk, 10),
    () => writeFileSync(chunk, altered),
    () => rmSync(join(study, "volumes"), { recursive: true }),
  ];
  for (const harm of spoil) {
    harm();
    expect((await nematrace(["verify", study])).code).toBe(1);
    const mended = JSON.parse((await nematrace(command)).out) as Run;
    expect(mended.steps.filter(({ ran }) => ran).map(({ step }) => step)).toEqual(["refocus"]);
    expect(readFileSync(chunk).equals(bytes)).toBe(true);
    expect((await nematrace(["verify", study])).code).toBe(0);
  }
});

test("a study that keeps no planes gives the tables of one that does, byte for byte", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const model = await writeTinyModel(join(place, "tiny"), tinyCoefficientGraph([0, 0.1, 0.6, 1, 0.6, 0.1, 0]));
  const tables: Record<string, Buffer>[] = [];
  for (const storage of ["uint16", "nothing"]) {
    const study = join(place, storage);
    const ran = await nematrace(["run", movie, "--study", study, "--model", model, "--z", "-2:2:1", "--storage", storage, "--json"]);
    expect(ran.code).toBe(0);
    const { exports } = JSON.parse(ran.out) as Run;
    tables.push(Object.fromEntries(["blobs.csv", "tracks.csv", "traces.csv"].map((name) => [name, readFileSync(join(exports, name))])));
    expect(await nematrace(["verify", study, "--json"])).toMatchObject({ code: 0, out: expect.stringContaining('"whole":true') });
  }
  expect(tables[1]).toEqual(tables[0]);
  expect(readdirSync(join(place, "nothing", "volumes")).map((name) => name.replace(/^[0-9a-f]{16}/, ""))).toEqual([".recipe.json"]);
});

test("pages without a meaning are frames where a time between them is given, and asked about where it is not", async () => {
  const place = folder();
  const movie = join(tiff, "uint16-le.tif");
  const asked = await nematrace(["run", movie, "--study", join(place, "s"), "--no-refocus", "--pixel-size", "1"]);
  expect(asked).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/--interval and --axes/) });
  const told = await nematrace(["run", movie, "--study", join(place, "s"), "--no-refocus", "--pixel-size", "1", "--interval", "1"]);
  expect(told).toMatchObject({ code: 0, err: expect.stringMatching(/read as frames in time/) });
});

test("the activity channel is chosen with --channel", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const run = (channel: string) => nematrace(["run", movie, "--study", join(place, "s"), "--no-refocus", "--channel", channel]);
  expect(await run("mCherry")).toMatchObject({ code: 2, err: expect.stringMatching(/0 \(GCaMP\)/) });
  expect(await run("GCaMP")).toMatchObject({ code: 0 });
});

test("a wrong use is told as JSON with --json, and in words without", async () => {
  const failed = async (...words: string[]) => {
    const ended = await nematrace([...words, "--json"]);
    expect(ended).toMatchObject({ code: 2, out: "" });
    return (JSON.parse(ended.err) as { failure: unknown }).failure;
  };
  expect(await failed("detect", "movie.tif")).toMatchObject({ code: "invalid-input", message: expect.stringMatching(/--out/) });
  expect(await failed("match", "a.csv", "--out", "p.csv")).toMatchObject({ message: expect.stringMatching(/target/) });
  expect(await failed("refocus", "movie.tif", "--out", "x.ome.zarr", "--depth", "3")).toMatchObject({
    message: expect.stringMatching(/--depth/),
  });
  expect((await nematrace(["detect", "movie.tif"])).err).toMatch(/^error: required option '--out/);
});

/** Some chunk of the volumes' full resolution. */
function chunkOf(volumes: string): string {
  const names = readdirSync(volumes, { recursive: true, withFileTypes: true });
  const found = names.find((entry) => entry.isFile() && /\/0\/2\//.test(`${entry.parentPath}/`) && /^\d+$/.test(entry.name));
  return join(found!.parentPath, found!.name);
}

test("an unknown pixel size or interval ends with 2 and names the flag; pixel size 1 counts in pixels", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.tif"), { pixelSize: null, interval: null });
  const study = join(place, "s");
  const asked = await nematrace(["run", movie, "--study", study, "--no-refocus"]);
  expect(asked).toMatchObject({ code: 2, out: "" });
  expect(asked.err).toMatch(/--pixel-size and --interval/);
  expect(existsSync(study)).toBe(false);
  expect((await nematrace(["run", movie, "--study", study, "--pixel-size", "1", "--interval", "0.5"])).err).toMatch(/--no-refocus/);
  expect(existsSync(study)).toBe(false);
  expect(
    (await nematrace(["run", movie, "--study", study, "--no-refocus", "--pixel-size", "1", "--interval", "0.5", "--radius", "4"])).code,
  ).toBe(0);
  expect(JSON.parse(readFileSync(join(study, "exports", "header.json"), "utf8"))).toMatchObject({
    virtual: null,
    tables: { "tracks.csv": { x: "px" } },
    settings: { pixelSize: 1 },
  });
});

test("Ctrl-C ends with 130, keeps finished frames, and the next run goes on from there", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"), { frames: 400 });
  const study = join(place, "s");
  const command = ["run", movie, "--study", study, "--no-refocus"];
  const ended = await nematrace(command, (kill) => {
    const watch = setInterval(() => {
      if (existsSync(join(study, "study.db")) && framesDone(study) > 3) {
        clearInterval(watch);
        kill("SIGINT");
      }
    }, 10);
  });
  expect(ended.code).toBe(130);
  const kept = framesDone(study);
  expect(kept).toBeGreaterThan(3);
  expect(kept).toBeLessThan(400);
  expect(readdirSync(study)).not.toContain("study.lock");
  const half = openStudy(study, "read");
  expect(currentRun(half, "detect")).toMatchObject({ status: "partial", failure: null });
  half.close();
  expect((await nematrace(["verify", study])).code).toBe(3);
  expect((await nematrace(command)).code).toBe(0);
  expect(framesDone(study)).toBe(400);
});

function framesDone(study: string): number {
  try {
    const database = new DatabaseSync(join(study, "study.db"), { readOnly: true });
    const row = database.prepare("SELECT count(*) AS n FROM frames JOIN runs ON runs.id = run WHERE step = 'detect'").get() as {
      n: number;
    };
    database.close();
    return row.n;
  } catch {
    return 0;
  }
}

test.each([
  ["missing", () => undefined, [], 1, /no|There is/],
  ["empty", (path: string) => writeFileSync(path, ""), [], 1, /empty/],
  ["text", (path: string) => writeFileSync(path, "not a movie, only words\n".repeat(50)), [], 1, /./],
  ["RGB", (path: string) => copyFileSync(join(tiff, "rgb.tif"), path), ["--pixel-size", "0.3", "--interval", "1"], 1, /RGB|colour/],
  [
    "NaN",
    (path: string) => copyFileSync(join(tiff, "nan.tif"), path),
    ["--pixel-size", "0.3", "--interval", "1", "--no-refocus"],
    1,
    /not numbers|NaN/,
  ],
] as const)("a movie that is %s gets one sentence and a code, and stays as it is", async (_, make, flags, code, words) => {
  const place = folder();
  const movie = join(place, "movie.tif");
  make(movie);
  const before = existsSync(movie) ? readFileSync(movie) : null;
  const ended = await nematrace(["run", movie, "--study", join(place, "s"), ...flags]);
  expect(ended.code).toBe(code);
  expect(ended.out).toBe("");
  const sentence = ended.err.split("\n").filter((line) => line.startsWith("nematrace: "));
  expect(sentence).toHaveLength(1);
  expect(sentence[0]).toMatch(words);
  expect(sentence[0]).not.toMatch(/did not foresee/);
  if (before) expect(readFileSync(movie).equals(before)).toBe(true);
});

test("a movie cut short is read as far as its frames are whole, and says so", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  truncateSync(movie, statSync(movie).size - 3000);
  const ran = await nematrace(["run", movie, "--study", join(place, "s"), "--no-refocus"]);
  expect(ran).toMatchObject({
    code: 0,
    err: expect.stringMatching(/recording: The file is cut off: the first \d+ of \d+ frames are whole/),
  });
  truncateSync(movie, 3000);
  expect(await nematrace(["run", movie, "--study", join(place, "s2")])).toMatchObject({ code: 1, err: expect.stringMatching(/cut off/) });
});

test("wrong axes, a channel that is not there and depths beyond the model are refused before a study is made", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const study = join(place, "s");
  const refused = async (code: number, words: RegExp, ...args: string[]) => {
    const ended = await nematrace(["run", ...args, "--study", study]);
    expect(ended).toMatchObject({ code, out: "", err: expect.stringMatching(words) });
    expect(ended.err).not.toMatch(/did not foresee/);
    expect(existsSync(study)).toBe(false);
  };
  await refused(2, /axes/, movie, "--axes", "qq");
  await refused(2, /--reference-channel/, movie, "--reference-channel", "red");
  await refused(2, /range/, movie, "--z", "-40:40:1");
  await refused(2, /--z takes/, movie, "--z", "wide");
  await refused(2, /--radius/, movie, "--radius", "big");
  await refused(2, /--pixel-size/, movie, "--pixel-size", "0");
  await refused(1, /no model/, movie, "--model", "none-such");
});

test("a read-only, half-written, newer, foreign or busy study folder is refused and left untouched", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "movie.ome.tif"));
  const made = join(place, "made");
  expect((await nematrace(["run", movie, "--study", made, "--no-refocus"])).code).toBe(0);
  const study = (name: string) => {
    cpSync(made, join(place, name), { recursive: true });
    return join(place, name);
  };
  const refused = async (path: string, code: number, words: RegExp, recording = movie) => {
    const before = imprint(path);
    const ended = await nematrace(["run", recording, "--study", path, "--no-refocus"]);
    expect(ended).toMatchObject({ code, out: "", err: expect.stringMatching(words) });
    expect(imprint(path)).toBe(before);
  };
  const readOnly = study("read-only");
  chmodSync(readOnly, 0o555);
  onTestFinished(() => chmodSync(readOnly, 0o755));
  await refused(readOnly, 1, /read-only/);
  expect((await nematrace(["export", readOnly, "--out", join(place, "out")])).code).toBe(0);
  const cut = study("cut");
  truncateSync(join(cut, "study.db"), 5000);
  await refused(cut, 1, /damaged/);
  const newer = study("newer");
  const database = new DatabaseSync(join(newer, "study.db"));
  database.exec("PRAGMA user_version = 99");
  database.close();
  await refused(newer, 1, /newer NemaTrace/);
  const foreign = join(place, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "letter.txt"), "dear");
  await refused(foreign, 2, /not a study/);
  await refused(made, 2, /another recording/, await writeMovie(join(place, "other.ome.tif"), { frames: 7 }));
  const held = openStudy(made, "write");
  await refused(made, 1, /another program/);
  held.close();
});

function imprint(path: string): string {
  return readdirSync(path, { recursive: true })
    .map((name) => `${String(name)} ${statSync(join(path, String(name))).size}`)
    .sort()
    .join("\n");
}

test("export and verify of what is no study say so", async () => {
  const place = folder();
  expect(await nematrace(["verify", join(place, "none")])).toMatchObject({ code: 1, err: expect.stringMatching(/no study folder/) });
  expect(await nematrace(["export", place, "--out", join(place, "out"), "--json"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^\{"failure":\{"code":"not-found"/),
  });
  expect(await nematrace(["export", place])).toMatchObject({ code: 2, err: expect.stringMatching(/--out/) });
  expect(await nematrace(["serve", "--data-root", join(place, "none")])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/--data-root/),
  });
});
