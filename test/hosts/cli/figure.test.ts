import { Command } from "commander";
import { XMLValidator } from "fast-xml-parser";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { figureCommand } from "#hosts/cli/commands/figure";
import { pngOf } from "#io/figure/png";
import { openTypeface } from "#io/figure/typeface";
import { studyTraces } from "#io/study/products";
import { openStudy } from "#io/study/study";
import { studyCharts } from "#renderer/charts/make-figure.ts";
import { plainColour } from "#renderer/charts/plain-colour.ts";
import { finishedStudy } from "#test/make/finished-study";
import { scratchFolder } from "#test/make/scratch";

const room = scratchFolder();
let study = "";
let onsets = "";
beforeAll(async () => {
  study = await finishedStudy(room);
  onsets = join(room, "onsets.csv");
  writeFileSync(onsets, "time_s\n0.5\n");
}, 120_000);
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function figure(chart: string, out: string, ...words: string[]): Promise<string> {
  const program = new Command("nematrace").exitOverride();
  figureCommand(program);
  const path = join(room, out);
  await program.parseAsync(["node", "nematrace", "figure", study, "--chart", chart, "--out", path, ...words]);
  return readFileSync(path, "utf8");
}

test.each(studyCharts)("%s comes out as whole SVG with its font, its record and no number that is none", async (chart) => {
  const text = await figure(chart, `${chart}.svg`, "--onsets", onsets, "--before", "0.25", "--after", "0.5");
  expect(XMLValidator.validate(text)).toBe(true);
  expect(text).toMatch(/width="183mm" height="\d+mm"/);
  expect(text).toContain("src:url(data:font/woff2;base64,d09GMg");
  expect(text).toMatch(/<metadata>[^<]*"program":"NemaTrace/);
  expect(text).toContain("virtual, refocused by");
  expect(text.replace(/<(style|metadata)>[^<]*<\/\1>/g, "")).not.toMatch(/NaN|Infinity|undefined|oklch/);
});

test("a map's picture is in the file, pixel by pixel, and rows are named", async () => {
  const text = await figure("map", "map.svg", "--sort", "position", "--width", "89");
  expect(text).toMatch(/<image [^>]*href="data:image\/png;base64,iVBORw0KGgo/);
  for (const name of ["#0", "#4"]) expect(text).toContain(`>${name}</text>`);
});

test("the numbers of a chart are those of the traces", async () => {
  const rows = (await figure("traces", "traces.csv")).trim().split("\n");
  const open = openStudy(study, "read");
  const traces = studyTraces(open)!;
  open.close();
  expect(rows[0]).toBe("time_s,#0,#1,#2,#3,#4");
  rows.slice(1).forEach((row, t) =>
    row
      .split(",")
      .slice(1)
      .forEach((cell, i) => expect(Number(cell)).toBeCloseTo(traces.signals.dff![i * 5 + t]!, 5)),
  );
});

test("what is not known, or lacks its moments, is refused by its flag", async () => {
  await expect(figure("pie", "x.svg")).rejects.toThrow(/--chart takes traces, map/);
  await expect(figure("map", "x.gif")).rejects.toThrow(/--out takes svg, csv/);
  await expect(figure("aligned", "x.svg")).rejects.toThrow(/--onsets/);
  await expect(figure("map", "x.svg", "--signal", "zscore")).rejects.toThrow(/no signal "zscore"/);
});

test("letters are as wide as fontTools reads them from the same font", async () => {
  const { width } = await openTypeface();
  expect(width("AVAL", 10)).toBeCloseTo(10 * 2.63525390625, 6);
  expect(width("ΔF/F0", 10)).toBeCloseTo(10 * 2.85302734375, 6);
  expect(width("− 0.5 µm", 10)).toBeCloseTo(10 * 4.1982421875, 6);
});

test("a PNG holds the pixels it is given", () => {
  const rgba = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 255, 10, 11, 12, 128);
  const png = pngOf({ width: 2, height: 2, rgba });
  const start = png.indexOf("IDAT") + 4;
  const rows = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  expect([...rows]).toEqual([0, 1, 2, 3, 255, 4, 5, 6, 0, 0, 7, 8, 9, 255, 10, 11, 12, 128]);
});

test("colours are those that browsers show: oklch by CSS Color 4's own examples, names and hexadecimals by d3", () => {
  expect(plainColour("oklch(62.796% 0.25768 29.234)")).toEqual([255, 0, 0]);
  expect(plainColour("oklch(51.975% 0.17686 142.495)")).toEqual([0, 128, 0]);
  expect(plainColour("#0072b2")).toEqual([0, 114, 178]);
});
