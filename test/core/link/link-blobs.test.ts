import { expect, test } from "vitest";
import { defaultsOf, linkSheet } from "#contract/parameters";
import { positionSources, type TrackTable } from "#contract/table";
import { linkBlobs } from "#core/link/link-blobs";
import { rowsAt, selectRows } from "#core/link/table-ops";
import { type Course, degrade, swayingCourse, zephirCourse } from "#test/make/degrade";

const parameters = defaultsOf(linkSheet);

/** Share of true detections that carry the track which most of their neuron's detections carry. */
function identity(tracks: TrackTable, neuron: Int32Array): number {
  const votes = new Map<number, Map<number, number>>();
  let total = 0;
  neuron.forEach((id, row) => {
    if (id < 0) return;
    total++;
    const track = tracks.track[row]!;
    if (track < 0) return;
    const own = votes.get(id) ?? new Map<number, number>();
    own.set(track, (own.get(track) ?? 0) + 1);
    votes.set(id, own);
  });
  // One track stands for one neuron only.
  const taken = new Set<number>();
  let right = 0;
  for (const [track, count] of [...votes.values()]
    .flatMap((own) => [[...own].sort((a, b) => b[1] - a[1])[0]!])
    .sort((a, b) => b[1] - a[1])) {
    if (taken.has(track)) continue;
    taken.add(track);
    right += count;
  }
  return right / total;
}

function overSeeds(
  course: Course,
  every: number,
  seeds: number,
  given = parameters,
  jitter = 1,
): { readonly mean: number; readonly worst: number } {
  const scores = Array.from({ length: seeds }, (_, seed) => {
    const { blobs, neuron, frames } = degrade(course, every, 0.1, 0.1, jitter, seed + 1);
    return identity(linkBlobs(blobs, frames, given, []), neuron);
  });
  return { mean: scores.reduce((sum, value) => sum + value, 0) / seeds, worst: Math.min(...scores) };
}

test.each([
  [1, 0.98],
  [8, 0.97],
])(
  "real tracks, every %i. frame, a tenth missed, a tenth spurious, jitter of a pixel: identity over time is at least %f",
  (every, floor) => {
    const { mean, worst } = overSeeds(zephirCourse(), every, 4);
    process.stdout.write(`zephir, every ${every}. frame: identity over time ${mean.toFixed(4)}, worst of 4 seeds ${worst.toFixed(4)}\n`);
    expect(mean).toBeGreaterThan(floor);
  },
);

test("a bending worm of 120 neurons keeps its identities, and LAP keeps fewer", () => {
  const course = swayingCourse(120, 60, 0.3, 3);
  const constellation = overSeeds(course, 1, 1, parameters, 0.5);
  const lap = overSeeds(course, 1, 1, { ...parameters, method: "lap", minLength: 0 }, 0.5);
  process.stdout.write(`bending worm: constellation ${constellation.mean.toFixed(4)}, LAP ${lap.mean.toFixed(4)}\n`);
  expect(constellation.mean).toBeGreaterThan(0.95);
  expect(lap.mean).toBeLessThan(constellation.mean);
});

const small = swayingCourse(30, 20, 0.05, 7);

test("every blob keeps its row and values; blobs that are no neuron get no track", () => {
  const { blobs, neuron, frames } = degrade(small, 1, 0.1, 0.1, 0.3, 2);
  const tracks = linkBlobs(blobs, frames, parameters, []);
  expect([...tracks.x.subarray(0, blobs.t.length)]).toEqual([...blobs.x]);
  const spurious = [...neuron.keys()].filter((row) => neuron[row] === -1);
  expect(spurious.filter((row) => tracks.track[row]! >= 0).length).toBeLessThan(0.4 * spurious.length);
  expect(new Set([...tracks.track].filter((track) => track >= 0)).size).toBe(30);
});

test("no track holds two positions at one frame", () => {
  const { blobs, frames } = degrade(small, 1, 0.1, 0.1, 1, 3);
  const tracks = linkBlobs(blobs, frames, parameters, []);
  const places = [...tracks.track.keys()].filter((row) => tracks.track[row]! >= 0).map((row) => `${tracks.track[row]}@${tracks.t[row]}`);
  expect(new Set(places).size).toBe(places.length);
});

test("a gap is filled near the truth, marked as interpolated and less sure; a longer one stays empty", () => {
  const { blobs, frames } = degrade(small, 1, 0, 0, 0, 1);
  const hidden = [...blobs.t.keys()].filter((row) => !(row % 30 === 5 && blobs.t[row]! >= 8 && blobs.t[row]! < 11));
  const seen = selectRows(blobs, hidden);
  const tracks = linkBlobs(seen, frames, parameters, []);
  const filled = [...tracks.track.keys()].filter((row) => tracks.source[row] === positionSources.indexOf("interpolated"));
  expect(filled.map((row) => tracks.t[row])).toEqual([8, 9, 10]);
  for (const row of filled) {
    const [z, y, x] = small[tracks.t[row]!]![5]!;
    expect(Math.hypot(tracks.z[row]! - z, tracks.y[row]! - y, tracks.x[row]! - x)).toBeLessThan(0.5);
    expect(tracks.confidence[row]).toBeLessThanOrEqual(0.5);
    expect(tracks.intensity[row]).toBeNaN();
  }
  const strict = linkBlobs(seen, frames, { ...parameters, maxGap: 2 }, []);
  expect(strict.t).toHaveLength(seen.t.length);
});

test("a move is a constraint: the position is the human's, and the numbering stays", () => {
  const { blobs, frames } = degrade(small, 1, 0, 0, 0, 1);
  const before = linkBlobs(blobs, frames, parameters, []);
  const row = rowsAt(before, 12)[4]!;
  const track = before.track[row]!;
  const after = linkBlobs(blobs, frames, parameters, [
    { kind: "move", track, t: 12, z: before.z[row]! + 0.4, y: before.y[row]!, x: before.x[row]! },
  ]);
  expect(after.track[row]).toBe(track);
  expect(after.source[row]).toBe(positionSources.indexOf("human"));
  expect(after.z[row]).toBeCloseTo(before.z[row]! + 0.4, 10);
  const rest = [...before.track.keys()].filter((other) => other !== row);
  expect(rest.map((other) => after.track[other])).toEqual(rest.map((other) => before.track[other]));
});

test("a removal is a constraint: the frame stays empty for that track", () => {
  const { blobs, frames } = degrade(small, 1, 0, 0, 0, 1);
  const before = linkBlobs(blobs, frames, parameters, []);
  const track = before.track[rowsAt(before, 9)[0]!]!;
  const after = linkBlobs(blobs, frames, parameters, [{ kind: "remove", track, t: 9 }]);
  expect(rowsAt(after, 9).filter((row) => after.track[row] === track)).toEqual([]);
  expect(rowsAt(after, 10).filter((row) => after.track[row] === track)).toHaveLength(1);
});

test("a neuron added by hand in one frame is followed through the others", () => {
  const { blobs, neuron, frames } = degrade(small, 1, 0, 0, 0, 1);
  // The detector sees neuron 7 in five frames only, too few for a point of its own.
  const seen = selectRows(
    blobs,
    [...blobs.t.keys()].filter((row) => neuron[row] !== 7 || blobs.t[row]! % 9 === 0),
  );
  const [z, y, x] = small[9]![7]!;
  const tracks = linkBlobs(seen, frames, parameters, [{ kind: "move", track: 500, t: 9, z, y, x }]);
  const own = [...tracks.track.keys()].filter((row) => tracks.track[row] === 500);
  expect(own.map((row) => tracks.t[row]).sort((a, b) => a! - b!)).toEqual([0, 9, 18]);
});

test("no blobs give no tracks, and frames without blobs are no trouble", () => {
  const { blobs } = degrade(small, 1, 0, 0, 0, 1);
  expect(linkBlobs(selectRows(blobs, []), 5, parameters, []).t).toHaveLength(0);
  const gaps = linkBlobs(
    selectRows(
      blobs,
      [...blobs.t.keys()].filter((row) => blobs.t[row]! % 4 !== 0),
    ),
    25,
    parameters,
    [],
  );
  expect(new Set([...gaps.track].filter((track) => track >= 0)).size).toBe(30);
  expect(linkBlobs(blobs, 20, { ...parameters, method: "lap" }, []).track.every((track) => track >= 0)).toBe(true);
});
