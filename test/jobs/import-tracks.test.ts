import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultsOf, sheets, type Step } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import { editLog } from "#io/study/edits";
import { newStudy } from "#io/study/new-study";
import { studyBlobs, studyLabels, studyTraces, studyTracks } from "#io/study/products";
import { recordingHash } from "#io/study/recording-hash";
import type { Study } from "#io/study/study";
import { readTracks, writeTracks } from "#io/table/tracks";
import { importTracks } from "#jobs/import-tracks";
import { planSteps } from "#jobs/plan";
import { runStep } from "#jobs/run-step";
import { stepStates } from "#jobs/step-states";
import { folder } from "#test/make/folder";
import { movieNeurons, writeMovie } from "#test/make/movie-file";

async function flatStudy(): Promise<Study> {
  const place = folder();
  return newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif")), unsaid, false);
}

/** The movie's true positions, a track a neuron. */
function truth(): string {
  const path = join(folder(), "truth.csv");
  const rows = Array.from({ length: 6 }, (_, t) =>
    movieNeurons.map(({ y, x }, i) => `${t},0,${y + 0.05 * t},${x},${i},${i === 0 ? "AVAL" : ""}`),
  );
  writeFileSync(path, `t,z,y,x,track,name\n${rows.flat().join("\n")}\n`);
  return path;
}

async function run(study: Study, step: Step): Promise<void> {
  const work = runStep(study, step, defaultsOf(sheets[step]), new AbortController().signal);
  while (!(await work.next()).done);
}

async function statuses(study: Study): Promise<string[]> {
  return (await stepStates(study)).filter(({ applies }) => applies).map(({ step, status }) => `${step} ${status}`);
}

const asSaid = { unit: null, as: null } as const;

test("imported tracks stand as if linking had found them, are read out, and tell the file's hash", async () => {
  const study = await flatStudy();
  const path = truth();
  expect(await importTracks(study, path, asSaid)).toMatchObject({ as: "tracks", positions: 30, tracks: 5, named: 1 });
  expect(await statuses(study)).toEqual(["detect done", "link done", "extract idle", "export idle"]);
  const link = (await stepStates(study)).find(({ step }) => step === "link");
  expect(link?.run?.inputs.import).toBe(await recordingHash(path));
  expect((await planSteps(study, "export", {})).map(({ step }) => step)).toEqual(["extract", "export"]);
  await run(study, "extract");
  expect(studyTraces(study)?.tracks).toEqual(Int32Array.of(0, 1, 2, 3, 4));
  expect(await statuses(study)).toEqual(["detect done", "link done", "extract done", "export idle"]);
  expect([...studyLabels(study).names]).toEqual([[0, "AVAL"]]);
  expect(editLog(study)).toHaveLength(1);
  study.close();
});

test("tracks that are exported and imported again are the same", async () => {
  const study = await flatStudy();
  await importTracks(study, truth(), asSaid);
  const before = studyTracks(study)!;
  const path = join(folder(), "tracks.csv");
  await writeTracks(path, before);
  const other = await flatStudy();
  await importTracks(other, path, asSaid);
  expect(studyTracks(other)).toEqual(before);
  expect((await readTracks(path)).table.t).toHaveLength(30);
  study.close();
  other.close();
});

test("points are what detection would have found: they are followed by linking, which is not done yet", async () => {
  const study = await flatStudy();
  expect(await importTracks(study, truth(), { unit: null, as: "points" })).toMatchObject({ as: "points", tracks: 0 });
  expect(studyBlobs(study)?.t).toHaveLength(30);
  expect(studyTracks(study)).toBeNull();
  expect(await statuses(study)).toEqual(["detect done", "link idle", "extract idle", "export idle"]);
  await run(study, "link");
  expect(new Set(studyTracks(study)?.track)).toEqual(new Set([0, 1, 2, 3, 4]));
  expect(await statuses(study)).toEqual(["detect done", "link done", "extract idle", "export idle"]);
  study.close();
});

test("following neurons by name takes the place of what was imported; a file that does not fit changes nothing", async () => {
  const study = await flatStudy();
  await importTracks(study, truth(), asSaid);
  const bad = join(folder(), "bad.csv");
  writeFileSync(bad, "t,y,x,track\n50,1,1,1\n");
  await expect(importTracks(study, bad, asSaid)).rejects.toThrow(/frame 50/);
  expect(studyTracks(study)?.t).toHaveLength(30);
  await run(study, "link");
  const link = (await stepStates(study)).find(({ step }) => step === "link");
  expect(link?.run?.inputs.import).toBeUndefined();
  study.close();
});
