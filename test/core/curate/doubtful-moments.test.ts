import { expect, test } from "vitest";
import { positionSources, type TrackTable } from "#contract/table";
import { applyEdits } from "#core/curate/apply-edits";
import { doubtfulMoments, type DoubtInputs } from "#core/curate/doubtful-moments";
import { tracksOf } from "#core/link/table-ops";

const frames = 40;

/** Eight neurons on a line, 10 µm apart, that drift together with a little jitter of their own. */
function sure(): TrackTable {
  const table = tracksOf(8 * frames);
  for (let track = 0, row = 0; track < 8; track++) {
    for (let t = 0; t < frames; t++, row++) {
      table.t[row] = t;
      table.track[row] = track;
      table.x[row] = 10 * track + 0.5 * t + 0.1 * Math.sin(7 * t + 3 * track);
      table.y[row] = 0.1 * Math.cos(5 * t + track);
      table.radius[row] = 1.5;
      table.confidence[row] = 0.95;
    }
  }
  return table;
}

const rowOf = (track: number, t: number) => track * frames + t;

function moments(tracks: TrackTable, change: Partial<DoubtInputs> = {}) {
  return doubtfulMoments({ tracks, frames, reference: null, activity: null, ghosts: new Map(), ...change });
}

test("tracks that nothing speaks against give no moments", () => {
  expect(moments(sure())).toEqual([]);
});

test("a low confidence is doubtful, the lowest first, and frames beside each other are one moment", () => {
  const tracks = sure();
  for (const [t, confidence] of [
    [10, 0.3],
    [11, 0.1],
    [12, 0.3],
    [30, 0.2],
  ] as const)
    tracks.confidence[rowOf(3, t)] = confidence;
  const found = moments(tracks);
  expect(found.map(({ track, t, from, to, reason }) => ({ track, t, from, to, reason }))).toEqual([
    { track: 3, t: 11, from: 10, to: 12, reason: "confidence" },
    { track: 3, t: 30, from: 30, to: 30, reason: "confidence" },
  ]);
  expect(found[0]?.size).toBeCloseTo(0.1);
});

test("a step that the neighbours do not make is a jump; a step that all make is none", () => {
  const tracks = sure();
  for (let t = 20; t < frames; t++) for (let track = 0; track < 8; track++) tracks.x[rowOf(track, t)]! += 8;
  expect(moments(tracks)).toEqual([]);
  for (let t = 25; t < frames; t++) tracks.y[rowOf(5, t)]! += 6;
  expect(moments(tracks)[0]).toMatchObject({ track: 5, t: 25, reason: "jump" });
  expect(moments(tracks)[0]?.size).toBeCloseTo(6, 0);
});

test("two neurons on one place are one moment, each other's, and end when they part", () => {
  const tracks = sure();
  for (let t = 15; t < 18; t++) {
    tracks.x[rowOf(2, t)] = tracks.x[rowOf(1, t)]! + 0.2;
    tracks.y[rowOf(2, t)] = tracks.y[rowOf(1, t)]!;
  }
  const merge = moments(tracks).filter(({ reason }) => reason === "merge");
  expect(merge).toHaveLength(1);
  expect([merge[0]?.track, merge[0]?.other].sort()).toEqual([1, 2]);
});

test("a gap is doubtful at its first frame, unless the neuron was said to be out of view", () => {
  const tracks = sure();
  for (let t = 12; t < 20; t++) tracks.track[rowOf(6, t)] = -1;
  expect(moments(tracks)).toMatchObject([{ track: 6, t: 12, reason: "gap", size: 8 }]);
  const ghosts = new Map([[6, new Set([12, 13, 14, 15, 16, 17, 18, 19])]]);
  expect(moments(tracks, { ghosts })).toEqual([]);
});

test("a step of the red trace is doubtful, the same step of the activity weighs less", () => {
  const values = Float32Array.from({ length: frames }, (_, t) => (t < 22 ? 100 : 180) + Math.sin(9 * t));
  const signal = { tracks: [4], frames, values };
  expect(moments(sure(), { reference: signal })).toMatchObject([{ track: 4, t: 22, reason: "trace" }]);
  const [red] = moments(sure(), { reference: signal });
  const [green] = moments(sure(), { activity: signal });
  expect(green?.doubt ?? 0).toBeLessThan(red?.doubt ?? 0);
});

test("what a human confirmed is settled, and the next moment comes first", () => {
  const tracks = sure();
  tracks.confidence[rowOf(0, 5)] = 0.05;
  tracks.confidence[rowOf(7, 9)] = 0.2;
  expect(moments(tracks).map(({ track }) => track)).toEqual([0, 7]);
  const settled = applyEdits(tracks, [{ kind: "confirm", track: 0, t: 5 }]).tracks;
  expect(settled.source[rowOf(0, 5)]).toBe(positionSources.indexOf("human"));
  expect(moments(settled).map(({ track }) => track)).toEqual([7]);
});

test("a study without tracks has no moments", () => {
  expect(moments(tracksOf(0))).toEqual([]);
});
