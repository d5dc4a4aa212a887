import { expect, test } from "vitest";
import { defaultsOf, detectSheet } from "#contract/parameters";
import { parseRegions } from "#contract/region";
import { detectBlobs } from "#core/detect/detect-blobs";
import { outlineOf } from "#core/detect/outline";
import { insideRegions } from "#core/detect/region";
import { stackOf } from "#test/make/nuclei";

const square = [
  [0, 0],
  [0, 10],
  [10, 10],
  [10, 0],
];

test("an empty text means everywhere", () => {
  expect(insideRegions(parseRegions(" "))).toBeUndefined();
  expect(insideRegions(parseRegions("{}"))).toBeUndefined();
});

test("a place counts inside any region to work in and outside all to leave out", () => {
  const hole = [
    [4, 4],
    [4, 6],
    [6, 6],
    [6, 4],
  ];
  const inside = insideRegions(parseRegions(JSON.stringify({ include: [{ points: square, z: [-1, 2] }], exclude: [{ points: hole }] })))!;
  expect(inside(0, 2, 2)).toBe(true);
  expect(inside(0, 5, 5)).toBe(false);
  expect(inside(0, 2, 11)).toBe(false);
  expect(inside(2, 2, 2)).toBe(true);
  expect(inside(2.1, 2, 2)).toBe(false);
});

test("a concave polygon leaves its bay out, and a region without corners is a range of depths", () => {
  const bay = [
    [0, 0],
    [10, 0],
    [10, 10],
    [5, 2],
    [0, 10],
  ];
  const inside = insideRegions(parseRegions(JSON.stringify({ include: [{ points: bay }], exclude: [{ points: [], z: [5, 9] }] })))!;
  expect(inside(0, 5, 1)).toBe(true);
  expect(inside(0, 5, 6)).toBe(false);
  expect(inside(0, 9, 8)).toBe(true);
  expect(inside(7, 5, 1)).toBe(false);
});

test.each([
  ["no JSON", "{", "no JSON"],
  ["another shape", '{"include":[{"points":[[1]]}]}', "include.0.points.0"],
  ["two corners", '{"exclude":[{"points":[[1,1],[2,2]]}]}', "three corners"],
])("%s is refused with its place", (_, text, words) => {
  expect(() => parseRegions(text)).toThrow(words);
});

test("neurons outside the regions are not found, and do not shift the threshold for those inside", () => {
  const nuclei = [
    { z: 0, y: 8, x: 8, sigma: 0.8, brightness: 20 },
    { z: 1, y: 8, x: 16, sigma: 0.8, brightness: 30 },
    { z: 0, y: 20, x: 30, sigma: 0.8, brightness: 4000 },
    { z: 0, y: 26, x: 20, sigma: 0.8, brightness: 4000 },
  ];
  const stack = stackOf([21, 100, 120], [0.5, 0.325, 0.325], [-5, 0, 0], nuclei, 1.5, 0.1, 1);
  const parameters = defaultsOf(detectSheet);
  const regions = JSON.stringify({
    exclude: [
      {
        points: [
          [14, 0],
          [14, 50],
          [50, 50],
          [50, 0],
        ],
      },
    ],
  });
  expect(detectBlobs(stack, 0, { ...parameters, regions }).x.map(Math.round)).toEqual(Float64Array.of(16, 8));
});

test("a mask's outline holds the mask's pixels and no others: islands, holes, and corners that touch", () => {
  const rows = ["......#", ".####..", ".#..#..", ".#.#.#.", ".####..", "......#"];
  const mask = rows.flatMap((row) => Array.from(row, (sign) => (sign === "#" ? 1 : 0)));
  const inside = insideRegions({ include: [{ points: outlineOf(mask, [6, 7]), z: null }], exclude: [] })!;
  const found = rows.map((row, y) => Array.from(row, (_, x) => (inside(0, y, x) ? "#" : ".")).join(""));
  expect(found).toEqual(rows);
  expect(outlineOf(new Uint8Array(6), [2, 3])).toEqual([]);
  expect(outlineOf([1], [1, 1])).toHaveLength(6);
});
