import { expect, test } from "vitest";
import type { TraceMatrix, TrackTable } from "#contract/table";
import { selectRows, tracksOf } from "#core/link/table-ops";
import { identityScore, pairIdentity } from "#core/score/identity";
import { pairFrames } from "#core/score/pair-frames";
import { reaches, scoreStudy } from "#core/score/score-study";
import { pearson, traceScore } from "#core/score/traces";

/** Three neurons, 10 µm apart, in four frames. */
function truth(): TrackTable {
  const table = tracksOf(12);
  for (let row = 0; row < 12; row++) {
    table.t[row] = Math.floor(row / 3);
    table.track[row] = row % 3;
    table.x[row] = 10 * (row % 3);
  }
  return table;
}

function traces(rows: readonly (readonly number[])[]): TraceMatrix {
  return {
    tracks: Int32Array.from(rows.keys()),
    names: rows.map(() => ""),
    frames: Int32Array.from(rows[0]!.keys()),
    time: Float64Array.from(rows[0]!.keys()),
    signals: { dff: Float32Array.from(rows.flat()), f: Float32Array.from(rows.flat()) },
  };
}

test("what equals the truth scores one, without errors, and reaches every floor", () => {
  const activity = traces([
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 2],
  ]);
  const score = scoreStudy({ positions: truth(), traces: activity }, { blobs: truth(), tracks: truth(), traces: activity });
  expect(score["neurons found, F1"]).toEqual({ value: 1, floor: 0.8, unit: "", n: 12, spread: 0, least: true });
  expect(score["z error, median"]).toMatchObject({ value: 0, floor: 1.2, unit: "µm" });
  expect(score["identity over time"]?.value).toBe(1);
  expect(score["trace correlation, median"]?.value).toBeCloseTo(1, 5);
  expect(Object.values(score).every(reaches)).toBe(true);
});

test("z errors show instead of hiding: pairs are made across only", () => {
  const found = truth();
  found.z.fill(5);
  expect(pairFrames(found, truth(), 2, true)).toHaveLength(12);
  expect(pairFrames(found, truth(), 2, false)).toHaveLength(0);
  expect(scoreStudy({ positions: truth(), traces: null }, { blobs: found, tracks: null, traces: null })["z error, median"]?.value).toBe(5);
});

test("precision and recall count what is spurious and what is missing", () => {
  const found = selectRows(truth(), [0, 1, 2, 3, 4, 6, 7, 9, 10]);
  found.x[8] = 500;
  const score = scoreStudy({ positions: truth(), traces: null }, { blobs: found, tracks: null, traces: null });
  expect(score["neurons found, precision"]?.value).toBeCloseTo(8 / 9, 4);
  expect(score["neurons found, recall"]?.value).toBeCloseTo(8 / 12, 4);
  expect(score["neurons found, F1"]?.value).toBeCloseTo(16 / 21, 4);
});

test("one unrepaired swap costs the rest of the movie in identity, and one link a neuron in link accuracy", () => {
  const found = truth();
  for (const row of [6, 9]) found.track[row] = 1;
  for (const row of [7, 10]) found.track[row] = 0;
  const identity = identityScore(found, truth(), pairFrames(found, truth(), 2, true));
  expect(identity.reference).toBe(0);
  expect(identity.overTime).toBeCloseTo(8 / 12, 10);
  expect(identity.links).toBeCloseTo(7 / 9, 10);
  expect(identity.switches).toBeCloseTo(2 / 3, 10);
  expect(identity.idf1).toBeCloseTo(8 / 12, 10);
});

test("a detection without a track counts as wrong", () => {
  const found = truth();
  found.track[11] = -1;
  expect(identityScore(found, truth(), pairFrames(found, truth(), 2, true)).overTime).toBeCloseTo(11 / 12, 10);
});

test("pair identity counts neurons in both sets; unmatched is wrong", () => {
  expect(pairIdentity([0, 2, -1], ["a", "b", "c"], ["a", "c", "b"])).toEqual({ accuracy: 2 / 3, n: 3 });
  expect(pairIdentity([0, -1], ["a", "x"], ["a"])).toEqual({ accuracy: 1, n: 1 });
});

test("Pearson's r of a line is ±1, of a constant nothing", () => {
  expect(pearson([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
  expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test("traces are compared over frames that both have; the peak's error is relative", () => {
  const score = traceScore(traces([[0, 1, Number.NaN, 0, 0.5]]), traces([[0, 2, 9, 0, 1]]), new Map([[0, 0]]));
  expect(score.median).toBeCloseTo(1, 6);
  expect(score.peakError).toBeCloseTo(0.5, 6);
  expect(score.n).toBe(1);
  expect(score.active).toBe(1);
});
