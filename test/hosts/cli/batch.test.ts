import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { BatchItem } from "#contract/batch";
import { openStudy } from "#io/study/study";
import { currentRun } from "#io/study/runs";
import { runBatch } from "#jobs/batch";
import { builtProgram, nematrace } from "#test/make/built";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

beforeAll(() => void builtProgram());

interface Report {
  readonly recordings: readonly BatchItem[];
  readonly done: number;
  readonly failed: number;
}

test("a batch goes on after a recording that fails, reports each, ends with 1, and does nothing twice", async () => {
  const place = folder();
  const first = await writeMovie(join(place, "a.ome.tif"));
  const broken = join(place, "b.tif");
  writeFileSync(broken, "no movie");
  const last = await writeMovie(join(place, "c.ome.tif"), { frames: 4 });
  const settings = join(place, "settings.json");
  writeFileSync(settings, JSON.stringify({ refocus: false, recording: { interval: 0.5 }, steps: { detect: { radius: 1.2 } } }));
  const command = [
    "batch",
    settings,
    first,
    broken,
    last,
    "--studies",
    join(place, "out"),
    "--json",
    "--report",
    join(place, "report.json"),
  ];
  const ended = await nematrace(command);
  expect(ended.code).toBe(1);
  const report = JSON.parse(ended.out) as Report;
  expect(report).toMatchObject({ done: 2, failed: 1 });
  expect(report.recordings.map(({ status, neurons }) => [status, neurons])).toEqual([
    ["done", 5],
    ["failed", null],
    ["done", 5],
  ]);
  expect(report.recordings[1]?.failure).toMatchObject({ message: expect.stringContaining("b.tif") });
  expect(JSON.parse(readFileSync(join(place, "report.json"), "utf8"))).toEqual(report);
  const study = openStudy(join(place, "out", "c.study"), "read");
  const run = currentRun(study, "detect");
  expect(run?.parameters).toMatchObject({ radius: 1.2 });
  study.close();
  expect(existsSync(join(place, "out", "a.study", "exports", "traces.csv"))).toBe(true);

  await nematrace(command);
  const again = openStudy(join(place, "out", "c.study"), "read");
  expect(currentRun(again, "detect")).toEqual(run);
  again.close();
});

test("settings that are wrong are refused before anything is begun, naming the field", async () => {
  const place = folder();
  const movie = await writeMovie(join(place, "a.ome.tif"));
  const settings = join(place, "settings.json");
  const refused = async (text: string, words: RegExp) => {
    writeFileSync(settings, text);
    expect(await nematrace(["batch", settings, movie])).toMatchObject({ code: 2, out: "", err: expect.stringMatching(words) });
    expect(existsSync(join(place, "a.study"))).toBe(false);
  };
  await refused("{", /not JSON/);
  await refused('{"recording": {"pixelSize": -1}}', /recording\.pixelSize/);
  await refused('{"steps": {"detect": {"colour": 1}}}', /colour/);
});

test("a batch that is stopped goes on where it stopped", async () => {
  const place = folder();
  const entries = await Promise.all(
    ["a", "b"].map(async (name) => ({
      recording: await writeMovie(join(place, `${name}.ome.tif`), { frames: 30 }),
      study: join(place, `${name}.study`),
    })),
  );
  const run = async (stopAfter: number) => {
    const controller = new AbortController();
    const batch = runBatch(entries, { refocus: false }, controller.signal);
    for (let n = 0; ; n++) {
      const next = await batch.next();
      if (next.done) return next.value;
      if (n === stopAfter) controller.abort();
    }
  };
  expect((await run(10)).map(({ status }) => status)).toEqual(["stopped", "waiting"]);
  expect((await run(Infinity)).map(({ status, neurons }) => [status, neurons])).toEqual([
    ["done", 5],
    ["done", 5],
  ]);
});

test("two recordings of one name do not share a study", async () => {
  const place = folder();
  const recording = await writeMovie(join(place, "a.ome.tif"));
  const study = join(place, "a.study");
  const batch = runBatch(
    [
      { recording, study },
      { recording: await writeMovie(join(place, "b.ome.tif"), { frames: 3 }), study },
    ],
    { refocus: false },
    new AbortController().signal,
  );
  for (;;) {
    const next = await batch.next();
    if (!next.done) continue;
    expect(next.value.map(({ status }) => status)).toEqual(["done", "failed"]);
    return;
  }
});
