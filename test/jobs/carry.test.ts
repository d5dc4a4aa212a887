import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultsOf, linkSheet, type Step } from "#contract/parameters";
import { positionSources } from "#contract/table";
import { logEdit } from "#io/study/edits";
import { studyTracks } from "#io/study/products";
import { openStudy, type Study } from "#io/study/study";
import { runStep } from "#jobs/run-step";
import { stepStates } from "#jobs/step-states";
import { finishedStudy } from "#test/make/finished-study";

let place: string;
let study: Study;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "nematrace-carry-"));
  study = openStudy(await finishedStudy(place, 6), "write");
}, 120_000);
afterAll(() => {
  study.close();
  rmSync(place, { recursive: true, force: true });
});

async function run(step: Step, parameters: Record<string, unknown>): Promise<void> {
  const job = runStep(study, step, parameters, new AbortController().signal);
  while (!(await job.next()).done);
}
const carry = { ...defaultsOf(linkSheet), method: "carry" };
const at = (track: number, t: number) => {
  const tracks = studyTracks(study)!;
  const row = Array.from(tracks.t.keys()).find((i) => tracks.track[i] === track && tracks.t[i] === t)!;
  return { z: tracks.z[row]!, y: tracks.y[row]!, x: tracks.x[row]!, source: positionSources[tracks.source[row]!] };
};

test("without a position set or accepted by hand there is nothing to carry, and it says so", async () => {
  await expect(run("link", carry)).rejects.toMatchObject({ code: "not-ready" });
});

test("positions accepted in one frame are carried through all, under the numbers that edits gave them; the edits are not applied twice", async () => {
  const before = studyTracks(study)!;
  const [one, other] = [...new Set(before.track)].filter((track) => track >= 0) as [number, number];
  const [a, b] = [at(one, 2), at(other, 2)];
  logEdit(study, { kind: "swap", track: one, other, t: 1 });
  logEdit(study, { kind: "batch", edits: [one, other].map((track) => ({ kind: "confirm" as const, track, t: 2 })) });
  await run("link", carry);
  // The exchange holds: each number lies where the other was found.
  for (let t = 0; t < 6; t++) {
    expect(Math.hypot(at(one, t).y - b.y, at(one, t).x - b.x), `frame ${t}`).toBeLessThan(6);
    expect(Math.hypot(at(other, t).y - a.y, at(other, t).x - a.x), `frame ${t}`).toBeLessThan(6);
  }
  expect([at(one, 2).source, at(one, 3).source]).toEqual(["human", "auto"]);
  const link = (await stepStates(study)).find(({ step }) => step === "link")!;
  expect(link.status).toBe("done");
  expect(link.run!.summary["carried from"]).toBe("2 positions in 1 frame");
});

test("a correction made afterwards is shown at once, and is carried when the step is run again", async () => {
  const track = [...new Set(studyTracks(study)!.track)].find((number) => number >= 0)!;
  const { z, y, x } = at(track, 4);
  logEdit(study, { kind: "move", track, t: 4, z, y: y + 0.4, x });
  expect(at(track, 4)).toMatchObject({ y: y + 0.4, source: "human" });
  await run("link", carry);
  const run2 = (await stepStates(study)).find(({ step }) => step === "link")!.run!;
  expect(run2.summary["carried from"]).toBe("3 positions in 2 frames");
  expect(at(track, 4)).toMatchObject({ y: y + 0.4, source: "human" });
});
