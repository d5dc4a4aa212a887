import { expect, test } from "vitest";
import { positionSources, type TrackTable } from "#contract/table";
import { applyEdits } from "#core/curate/apply-edits";
import { retrack } from "#core/curate/retrack";
import { concatTracks, tracksOf } from "#core/link/table-ops";
import { degraded, wormCourse } from "#core/optics/course";

const frames = 60;
const options = { reach: 6, maxGap: 5 };
const course = wormCourse({ neurons: 60, frames, interval: 0.3, bend: 0.12, seed: 4 });
const { blobs, neuron } = degraded(course, { missed: 0.1, spurious: 0.1, jitter: 0.3, seed: 2 });

/** Every blob with the track of its neuron. */
function perfect(): TrackTable {
  return concatTracks([{ ...blobs, track: neuron.slice(), source: new Uint8Array(neuron.length) }]);
}

/** The neuron nearest to another at a frame. */
function neighbour(of: number, t: number): number {
  const away = course[t]!.map((place) => Math.hypot(...place.map((value, d) => value - course[t]![of]![d]!)));
  away[of] = Number.POSITIVE_INFINITY;
  return away.indexOf(Math.min(...away));
}

function moveTo(track: number, t: number) {
  const [z, y, x] = course[t]![track]!;
  return { kind: "move", track, t, z, y, x } as const;
}

/** Blobs that do not carry their neuron's track. */
function wrong(table: TrackTable): number {
  return [...neuron.keys()].filter((row) => neuron[row]! >= 0 && table.track[row] !== neuron[row]).length;
}

test("one correction in the middle undoes an exchange of two neurons on both sides of it", () => {
  for (const a of [3, 17, 31, 45]) {
    const b = neighbour(a, 30);
    const table = perfect();
    for (const row of neuron.keys()) {
      if (table.t[row]! < 20 || table.t[row]! >= 40) continue;
      if (neuron[row] === a) table.track[row] = b;
      else if (neuron[row] === b) table.track[row] = a;
    }
    expect(wrong(table)).toBeGreaterThan(30);
    // The row that the human moved was the other neuron's blob, and a blob under a human's position is that position.
    expect(wrong(retrack(table, [moveTo(a, 30)], [], options))).toBeLessThanOrEqual(2);
  }
});

test("a lost neuron placed once by hand takes its blobs back in the frames before and after", () => {
  const table = perfect();
  for (const row of neuron.keys()) if (neuron[row] === 8 && table.t[row]! >= 15 && table.t[row]! < 45) table.track[row] = -1;
  const before = wrong(table);
  const after = retrack(table, [moveTo(8, 30)], [], options);
  expect(before).toBeGreaterThan(20);
  expect(wrong(after)).toBeLessThanOrEqual(2);
  const gaps = [...after.t.keys()].filter((row) => after.track[row] === 8 && after.source[row] === positionSources.indexOf("interpolated"));
  for (const row of gaps) {
    const [z, y, x] = course[after.t[row]!]![8]!;
    expect(Math.hypot(after.z[row]! - z, after.y[row]! - y, after.x[row]! - x)).toBeLessThan(1.5);
  }
});

test("a position that was nearly right moves alone", () => {
  const table = perfect();
  const row = [...neuron.keys()].find((at) => neuron[at]! >= 0 && table.t[at] === 25)!;
  const edit = { kind: "move", track: neuron[row]!, t: 25, z: table.z[row]! + 0.2, y: table.y[row]!, x: table.x[row]! } as const;
  expect(retrack(table, [edit], [], options)).toEqual(applyEdits(table, [edit]).tracks);
});

test("what a human set elsewhere is not touched, and ends re-tracking", () => {
  const table = perfect();
  for (const row of neuron.keys()) if (neuron[row] === 8 && table.t[row]! >= 15 && table.t[row]! < 45) table.track[row] = -1;
  const odd = { kind: "move", track: 8, t: 33, z: 9, y: 3, x: 3 } as const;
  const once = retrack(table, [odd], [], options);
  const twice = retrack(once, [moveTo(8, 30)], [odd], options);
  const at = (t: number) => [...twice.t.keys()].find((row) => twice.track[row] === 8 && twice.t[row] === t);
  expect([twice.z[at(33)!], twice.y[at(33)!], twice.x[at(33)!]]).toEqual([9, 3, 3]);
  expect(twice.source[at(33)!]).toBe(positionSources.indexOf("human"));
});

test("a neuron said to be out of view is not looked for there, nor behind", () => {
  const table = perfect();
  for (const row of neuron.keys()) if (neuron[row] === 8 && table.t[row]! >= 15) table.track[row] = -1;
  const ghost = { kind: "ghost", track: 8, t: 40, until: 45 } as const;
  const after = retrack(table, [moveTo(8, 30)], [ghost], options);
  const seen = [...after.t.keys()].filter((row) => after.track[row] === 8).map((row) => after.t[row]!);
  expect(seen.filter((t) => t >= 30 && t < 40).length).toBeGreaterThan(7);
  expect(seen.filter((t) => t >= 40)).toEqual([]);
});

test("the edits of a log give the same tracks whenever they are applied, and other kinds re-track nothing", () => {
  const table = perfect();
  for (const row of neuron.keys()) if (neuron[row] === 8 && table.t[row]! >= 15) table.track[row] = -1;
  const edits = [moveTo(8, 30), { kind: "confirm", track: 3, t: 4 }, moveTo(5, 10)] as const;
  const fold = () => edits.reduce<TrackTable>((tracks, edit) => retrack(tracks, [edit], [], options), table);
  expect(fold()).toEqual(fold());
  expect(retrack(table, [{ kind: "remove", track: 3, t: 4 }], [], options)).toEqual(
    applyEdits(table, [{ kind: "remove", track: 3, t: 4 }]).tracks,
  );
});

test("in a movie without neighbours a position moves alone", () => {
  const lone = tracksOf(3);
  [0, 1, 2].forEach((t) => {
    lone.t[t] = t;
    lone.track[t] = 0;
    lone.x[t] = t;
    lone.intensity[t] = 1;
  });
  const after = retrack(lone, [{ kind: "move", track: 0, t: 1, z: 0, y: 0, x: 1.1 }], [], options);
  expect([...after.x]).toEqual([0, 1.1, 2]);
});
