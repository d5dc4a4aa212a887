import { expect, test } from "vitest";
import type { Edit } from "#contract/edit";
import { positionSources, type TrackTable } from "#contract/table";
import { applyEdits } from "#core/curate/apply-edits";
import { tracksOf } from "#core/link/table-ops";

const human = positionSources.indexOf("human");

/** Two neurons (tracks 0 and 1) in three frames, and a blob of no track in frame 1. */
function linked(): TrackTable {
  const table = tracksOf(7);
  [0, 0, 1, 1, 2, 2, 1].forEach((t, row) => {
    table.t[row] = t;
    table.track[row] = row === 6 ? -1 : row % 2;
    table.x[row] = 10 * (row % 2) + t;
    table.radius[row] = 1.5;
    table.intensity[row] = 100;
    table.confidence[row] = 0.8;
  });
  return table;
}

function trackAt(tracks: TrackTable, t: number, track: number): number {
  return [...tracks.t.keys()].find((row) => tracks.t[row] === t && tracks.track[row] === track) ?? -1;
}

test("no edits leave the table as it is", () => {
  const before = linked();
  expect(applyEdits(before, []).tracks).toBe(before);
});

test("a name is given, replaced and taken away", () => {
  const edits: Edit[] = [
    { kind: "name", track: 0, name: "AWAL" },
    { kind: "name", track: 1, name: " ASEL " },
    { kind: "name", track: 0, name: "" },
  ];
  expect([...applyEdits(linked(), edits).names]).toEqual([[1, "ASEL"]]);
});

test("a move puts a position, marks it as human, and leaves the input as it was", () => {
  const before = linked();
  const { tracks } = applyEdits(before, [{ kind: "move", track: 1, t: 1, z: 3, y: 4, x: 5 }]);
  const row = trackAt(tracks, 1, 1);
  expect([tracks.z[row], tracks.y[row], tracks.x[row], tracks.source[row], tracks.confidence[row]]).toEqual([3, 4, 5, human, 1]);
  expect(before.x[3]).toBe(11);
});

test("a move where there was no position adds one with the track's own radius", () => {
  const { tracks } = applyEdits(linked(), [
    { kind: "remove", track: 0, t: 2 },
    { kind: "move", track: 0, t: 2, z: 1, y: 1, x: 1 },
  ]);
  const row = trackAt(tracks, 2, 0);
  expect([tracks.radius[row], tracks.source[row]]).toEqual([1.5, human]);
  expect(tracks.t).toHaveLength(8);
});

test("a removed position leaves its blob without a track", () => {
  const { tracks } = applyEdits(linked(), [{ kind: "remove", track: 0, t: 1 }]);
  expect(trackAt(tracks, 1, 0)).toBe(-1);
  expect(tracks.t).toHaveLength(7);
});

test("a confirmation marks the position as human; where there is none it does nothing", () => {
  const { tracks } = applyEdits(linked(), [
    { kind: "confirm", track: 1, t: 2 },
    { kind: "confirm", track: 9, t: 2 },
  ]);
  expect(tracks.source[trackAt(tracks, 2, 1)]).toBe(human);
  expect(tracks.t).toHaveLength(7);
});

test("an excluded track is gone in every frame", () => {
  const { tracks } = applyEdits(linked(), [{ kind: "exclude", track: 1 }]);
  expect(new Set(tracks.track)).toEqual(new Set([0, -1]));
});

test("a swap exchanges two tracks from its frame on, and later edits speak of the new numbers", () => {
  const { tracks } = applyEdits(linked(), [
    { kind: "swap", track: 0, other: 1, t: 1 },
    { kind: "move", track: 0, t: 2, z: 0, y: 0, x: 99 },
  ]);
  expect(tracks.x[trackAt(tracks, 0, 0)]).toBe(0);
  expect(tracks.x[trackAt(tracks, 1, 0)]).toBe(11);
  expect(tracks.x[trackAt(tracks, 2, 0)]).toBe(99);
  expect(tracks.x[trackAt(tracks, 2, 1)]).toBe(2);
});

test("a ghost takes the neuron away in its frames, says so, and ends where it is placed again", () => {
  const { tracks, ghosts } = applyEdits(linked(), [
    { kind: "ghost", track: 0, t: 0, until: 2 },
    { kind: "move", track: 0, t: 1, z: 0, y: 0, x: 7 },
  ]);
  expect([0, 1, 2].map((t) => trackAt(tracks, t, 0) >= 0)).toEqual([false, true, true]);
  expect(ghosts).toEqual(new Map([[0, new Set([0])]]));
});

test("a split calls the track by a new number from its frame on, ghosts with it", () => {
  const { tracks, ghosts } = applyEdits(linked(), [
    { kind: "ghost", track: 1, t: 2 },
    { kind: "split", track: 1, other: 9, t: 1 },
  ]);
  expect([0, 1, 2].map((t) => [trackAt(tracks, t, 1) >= 0, trackAt(tracks, t, 9) >= 0])).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
  expect(ghosts.get(9)).toEqual(new Set([2]));
  expect(ghosts.get(1)).toEqual(new Set());
});

test("a join fills a track's gaps with another's positions and keeps its own where both have one", () => {
  const { tracks } = applyEdits(linked(), [
    { kind: "remove", track: 0, t: 2 },
    { kind: "join", track: 0, other: 1 },
  ]);
  expect([0, 1, 2].map((t) => tracks.x[trackAt(tracks, t, 0)])).toEqual([0, 1, 12]);
  expect([...tracks.track].filter((track) => track === 1)).toEqual([]);
  expect([...tracks.track].filter((track) => track === -1)).toHaveLength(4);
});

test("a fusion puts the neuron in the middle of the two and marks it as human", () => {
  const { tracks } = applyEdits(linked(), [{ kind: "fuse", track: 1, other: 0 }]);
  const row = trackAt(tracks, 1, 1);
  expect([tracks.x[row], tracks.source[row]]).toEqual([6, human]);
  expect(trackAt(tracks, 1, 0)).toBe(-1);
});

test("a shift moves what is there in its frames, and nothing else", () => {
  const { tracks } = applyEdits(linked(), [
    { kind: "remove", track: 0, t: 1 },
    { kind: "shift", track: 0, t: 1, until: 1000, z: 1, y: 2, x: 3 },
  ]);
  expect(trackAt(tracks, 1, 0)).toBe(-1);
  expect(["z", "y", "x"].map((axis) => tracks[axis as "z"][trackAt(tracks, 2, 0)])).toEqual([1, 2, 5]);
  expect(tracks.x[trackAt(tracks, 0, 0)]).toBe(0);
});

test("groups and colours are given and taken away without touching a position", () => {
  const before = linked();
  const { tracks, groups, colours } = applyEdits(before, [
    { kind: "group", track: 0, group: "sensory" },
    { kind: "group", track: 1, group: "sensory" },
    { kind: "group", track: 1, group: "" },
    { kind: "colour", track: 1, colour: "#AA3355" },
  ]);
  expect(tracks).toBe(before);
  expect([...groups]).toEqual([[0, "sensory"]]);
  expect([...colours]).toEqual([[1, "#aa3355"]]);
});
