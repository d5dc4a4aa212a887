import { expect, test } from "vitest";
import { contoursOf } from "#core/refocus/contours";

test("the lines of a tilted plane lie where its depth is theirs, a round distance apart", () => {
  const plane = (y: number, x: number) => -2 + 0.05 * x + 0.01 * y;
  const contours = contoursOf(plane, [60, 100]);
  expect(contours.map(({ depth }) => depth)).toEqual([-1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
  for (const { depth, pieces } of contours) for (const end of pieces.flat()) expect(plane(end[0], end[1])).toBeCloseTo(depth, 6);
});

test("a level surface has no lines, and a steep one has twelve at the most", () => {
  expect(contoursOf(() => 3, [10, 10])).toEqual([]);
  expect(contoursOf((_, x) => 9 * x, [10, 10]).length).toBeLessThanOrEqual(12);
});
