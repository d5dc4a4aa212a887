import { expect, test } from "vitest";
import { readStimuli } from "#renderer/views/activity/stimulus-table.ts";

test("a stimulus table gives spans: onsets alone, with durations, or with ends", () => {
  expect(readStimuli("\uFEFFtime_s,what\r\n3,odour\r\n\r\n1.5,odour\r\n", "a.csv")).toEqual([
    [3, 3],
    [1.5, 1.5],
  ]);
  expect(readStimuli("label,Onset_s,duration_s\na,2,0.5\nb,9,\n", "b.csv")).toEqual([
    [2, 2.5],
    [9, 9],
  ]);
  expect(readStimuli("start,end\n2,4\n", "c.csv")).toEqual([[2, 4]]);
});

test("a table without onsets, or with a cell that is no number, is refused with its column and row", () => {
  expect(() => readStimuli("x,y\n1,2\n", "d.csv")).toThrow("d.csv has no column of onsets; call it time_s (it has x, y).");
  expect(() => readStimuli("", "e.csv")).toThrow("it has none");
  expect(() => readStimuli("time_s\n1\nsoon\n", "f.csv")).toThrow('f.csv, row 1, column time_s: "soon" is not a number.');
});
