import { expect, test } from "vitest";
import { constraintsOf } from "#core/link/constraints";

test("the later of two edits of a position counts, and a removal is an absence", () => {
  const { anchors, placed } = constraintsOf([
    { kind: "move", track: 3, t: 5, z: 1, y: 2, x: 3 },
    { kind: "move", track: 3, t: 5, z: 4, y: 5, x: 6 },
    { kind: "remove", track: 2, t: 5 },
  ]);
  expect(anchors.get(5)).toEqual([
    { point: 3, place: [4, 5, 6] },
    { point: 2, place: null },
  ]);
  expect([...placed.keys()]).toEqual([3]);
});

test("after a swap an edit speaks of the track that linking numbered otherwise", () => {
  const { anchors } = constraintsOf([
    { kind: "swap", track: 1, other: 2, t: 10 },
    { kind: "move", track: 1, t: 12, z: 0, y: 0, x: 0 },
    { kind: "move", track: 1, t: 3, z: 0, y: 0, x: 0 },
  ]);
  expect(anchors.get(12)?.[0]?.point).toBe(2);
  expect(anchors.get(3)?.[0]?.point).toBe(1);
});

test("after a split the new number is the track that was cut, and a ghost is an absence in each of its frames", () => {
  const { anchors } = constraintsOf([
    { kind: "split", track: 1, other: 7, t: 10 },
    { kind: "move", track: 7, t: 12, z: 0, y: 0, x: 0 },
    { kind: "ghost", track: 7, t: 13, until: 15 },
  ]);
  expect([12, 13, 14, 15].map((t) => anchors.get(t))).toEqual([
    [{ point: 1, place: [0, 0, 0] }],
    [{ point: 1, place: null }],
    [{ point: 1, place: null }],
    undefined,
  ]);
});
