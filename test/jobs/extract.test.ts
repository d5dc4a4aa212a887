import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { depthErrorPerScatter } from "#core/refocus/spread";
import { logEdit } from "#io/study/edits";
import { readFrame } from "#io/study/frames";
import { studyTraces, studyTracks } from "#io/study/products";
import { currentRun } from "#io/study/runs";
import { openStudy, type Study } from "#io/study/study";
import { neuronColumns, neuronRows } from "#jobs/export-neurons";
import { runStep } from "#jobs/run-step";
import { finishedStudy } from "#test/make/finished-study";

const frames = 6;
let place: string;
let study: Study;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "nematrace-extract-"));
  study = openStudy(await finishedStudy(place, frames), "write");
}, 240_000);
afterAll(() => {
  study.close();
  rmSync(place, { recursive: true, force: true });
});

const facts = ["width of a nucleus, radii", "its growth with depth, µm a µm"];

test("after a correction only its frame is read anew, and nuclei look as they did before it", async () => {
  const before = currentRun(study, "extract")!;
  const kept = Array.from({ length: frames }, (_, t) => readFrame(study, before.id, t)!);
  const tracks = studyTracks(study)!;
  const row = Array.from(tracks.t.keys()).find((i) => tracks.t[i] === 3 && tracks.track[i]! >= 0)!;
  logEdit(study, { kind: "move", track: tracks.track[row]!, t: 3, z: tracks.z[row]!, y: tracks.y[row]! + 0.3, x: tracks.x[row]! });
  const job = runStep(study, "extract", before.parameters, new AbortController().signal);
  while (!(await job.next()).done);
  const after = currentRun(study, "extract")!;
  expect(after.id).not.toBe(before.id);
  for (const name of facts) {
    expect(after.summary[name]).toEqual(expect.any(Number));
    expect(after.summary[name]).toBe(before.summary[name]);
  }
  for (let t = 0; t < frames; t++) {
    const now = readFrame(study, after.id, t)!;
    if (t === 3) expect(now.stamp).not.toEqual(kept[t]!.stamp);
    else expect(now).toEqual(kept[t]);
  }
});

test("errors of refocusing stand beside the traces where they are asked for, and are those of a plane where the model sees no difference", async () => {
  const before = currentRun(study, "extract")!;
  const job = runStep(study, "extract", { ...before.parameters, turns: true }, new AbortController().signal);
  while (!(await job.next()).done);
  const { signals } = studyTraces(study)!;
  expect(signals.z_error).toHaveLength(signals.z!.length);
  // The model's only layer works on single pixels, so that a turned frame gives a turned stack.
  signals.z!.forEach((z, at) => {
    expect(signals.z_error![at]).toEqual(Number.isNaN(z) ? Number.NaN : expect.closeTo(depthErrorPerScatter / Math.sqrt(12), 3));
    expect(signals.light_error![at]).toEqual(Number.isNaN(z) ? Number.NaN : expect.closeTo(0, 3));
  });
  expect(readFrame(study, currentRun(study, "extract")!.id, 0)).toHaveProperty("zError");
  const traces = studyTraces(study)!;
  expect(neuronColumns(traces).slice(-2)).toEqual(["z_error", "light_error"]);
  for (const row of neuronRows(studyTracks(study)!, new Map(), traces)) {
    expect(row).toHaveLength(neuronColumns(traces).length);
    expect(Number(row.at(-2))).toBeCloseTo(depthErrorPerScatter / Math.sqrt(12), 2);
  }
  expect(neuronColumns(null)).not.toContain("z_error");
});
