import { Command } from "commander";
import { XMLValidator } from "fast-xml-parser";
import { jsPDF } from "jspdf";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { figureCharts } from "#hosts/cli/draw-figure";
import { analyseCommand } from "#hosts/cli/commands/analyse";
import { figureCommand } from "#hosts/cli/commands/figure";
import { joinCommand } from "#hosts/cli/commands/join";
import { seriesCommand } from "#hosts/cli/commands/series";
import { pngOf } from "#io/figure/png";
import { openTypeface } from "#io/figure/typeface";
import { logEdit } from "#io/study/edits";
import { studyTraces } from "#io/study/products";
import { openStudy } from "#io/study/study";
import { PdfPen } from "#renderer/charts/pdf-pen.ts";
import { svgOf } from "#renderer/charts/figure-file.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { timeAxis } from "#renderer/charts/time-axis.ts";
import { traceFigure } from "#renderer/charts/trace-figure.ts";
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

const around = ["--onsets", "", "--before", "0.25", "--after", "0.5", "--neuron", "2"];

/** Bytes of a chart of any kind: of one study, or of two studies whose neurons have names. */
async function bytesOf(chart: string, kind: string): Promise<Buffer> {
  const out = `${chart}.${kind}`;
  if (chart === "series") await imported();
  if (chart === "animals") await figureOfAnimals(out);
  else await figure(chart, out, ...around.with(1, onsets));
  return readFileSync(join(room, out));
}

/** Two copies of the study, their neurons named alike but for one that the second lacks. */
async function figureOfAnimals(out: string): Promise<void> {
  const [one, other] = [join(room, "one.study"), join(room, "other.study")];
  if (!existsSync(other)) {
    cpSync(study, one, { recursive: true });
    cpSync(study, other, { recursive: true });
    name(one, { 0: "AVAL", 1: "AVAR" });
    name(other, { 0: "AVAL" });
  }
  const program = new Command("nematrace").exitOverride();
  figureCommand(program);
  await program.parseAsync(["node", "nematrace", "figure", one, other, "--chart", "animals", "--out", join(room, out)]);
}

function name(path: string, names: Readonly<Record<number, string>>): void {
  const open = openStudy(path, "write");
  for (const [track, called] of Object.entries(names)) logEdit(open, { kind: "name", track: Number(track), name: called });
  open.close();
}

async function imported(): Promise<void> {
  const table = join(room, "light.csv");
  writeFileSync(table, "time_s,light\n0,0\n0.5,1\n");
  const program = new Command("nematrace").exitOverride();
  seriesCommand(program);
  await program.parseAsync(["node", "nematrace", "series", study, "--import", table]);
}

const charts = figureCharts.filter((chart) => chart !== "animals");

test.each(charts)("%s comes out as whole SVG with its font, its record and no number that is none", async (chart) => {
  const text = (await bytesOf(chart, "svg")).toString();
  expect(XMLValidator.validate(text)).toBe(true);
  expect(text).toMatch(/width="183mm" height="\d+mm"/);
  expect(text).toContain("src:url(data:font/woff2;base64,d09GMg");
  expect(text).toMatch(/<metadata>[^<]*"program":"NemaTrace/);
  expect(text).toContain("virtual, refocused by");
  expect(text.replace(/<(style|metadata)>[^<]*<\/\1>/g, "")).not.toMatch(/NaN|Infinity|undefined|oklch/);
});

test.each(figureCharts)("%s comes out as a PDF page of its size with the letters it uses, and names what made it", async (chart) => {
  const text = (await bytesOf(chart, "pdf")).toString("latin1");
  expect(text).toMatch(/^%PDF-1\.\d[^]*%%EOF\s*$/);
  // 183 mm in points.
  expect(Number(/\/MediaBox \[0 0 ([\d.]+)/.exec(text)?.[1])).toBeCloseTo((183 * 72) / 25.4, 1);
  expect(text).toContain("/FontFile2");
  expect(text).toMatch(/\/BaseFont \/Inter/);
  expect(text).toMatch(/\/Subject \([^)]*virtual, refocused by/);
  const page = pageOf(text);
  expect(page).toContain(" Tj");
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
  expect(page.match(/^q$/gm)?.length ?? 0).toBe(page.match(/^Q$/gm)?.length ?? 0);
});

test.each(["traces", "map", "animals"])("%s comes out as a PNG of 300 dots an inch with something in it", async (chart) => {
  const png = await bytesOf(chart, "png");
  expect(png.readUInt32BE(16)).toBe(Math.round((183 / 25.4) * 300));
  const at = png.indexOf("pHYs") + 4;
  expect([png.readUInt32BE(at), png[at + 8]]).toEqual([Math.round(300 / 0.0254), 1]);
  expect(png.toString("utf8")).toContain("virtual, refocused by");
  expect(shades(png)).toBeGreaterThan(8);
});

test("text on a page can be read back where it was put, turned text along its own direction", () => {
  const page = new jsPDF({ unit: "pt", format: [200, 100], orientation: "landscape", compress: false });
  const pen = new PdfPen(page, 1, { measure: (text) => 5 * text.length, png: () => "" });
  pen.font = "10px Inter";
  pen.textAlign = "right";
  pen.fillText("abcd", 100, 40);
  pen.translate(30, 60);
  pen.rotate(-Math.PI / 2);
  pen.textAlign = "center";
  pen.fillText("up", 0, 0);
  const said = page.output();
  // A page counts from its bottom: 100 − 40; the middle of the turned text, 10 wide, lies at the point.
  expect(said).toMatch(/\n80\.? 60\.? Td\n\(abcd\) Tj/);
  expect(said).toMatch(/ 1\.? -1\.? [\d.]+ 30\.? 35\.? Tm\n\(up\) Tj/);
});

test("what is clipped is clipped until the state comes back, and a circle is four curves", () => {
  const page = new jsPDF({ unit: "pt", format: [200, 100], orientation: "landscape", compress: false });
  const pen = new PdfPen(page, 1, { measure: () => 0, png: () => "" });
  pen.save();
  pen.beginPath();
  pen.rect(10, 10, 50, 50);
  pen.clip();
  pen.beginPath();
  pen.arc(20, 20, 5);
  pen.fill();
  pen.restore();
  const said = page.output();
  expect(said).toMatch(/\nq\n[^]*\nW\nn\n[^]*( c\n[^]*){4}\nQ\n/);
});

test("animals' numbers are those of the joined table; what one lacks is empty, and a file beside them says what made them", async () => {
  await figureOfAnimals("animals.csv");
  const [head, ...rows] = readFileSync(join(room, "animals.csv"), "utf8").trim().split("\n");
  expect(head).toMatch(/^name,time_s,mean,sem,/);
  const lacking = rows.filter((row) => row.startsWith("AVAR,"));
  expect(lacking.length).toBeGreaterThan(0);
  for (const row of lacking) expect(row).toMatch(/,$/);
  const about = JSON.parse(readFileSync(join(room, "animals.csv-metadata.json"), "utf8")) as Record<string, unknown>;
  expect(about).toMatchObject({ program: expect.stringMatching(/^NemaTrace/), signal: "dff", virtual: expect.stringContaining("tiny") });
});

test("joined and analysed tables say which network their values were read through", async () => {
  await figureOfAnimals("animals.csv");
  const program = new Command("nematrace").exitOverride();
  for (const register of [joinCommand, analyseCommand]) register(program);
  const said = (file: string) => JSON.parse(readFileSync(join(room, file), "utf8")) as Record<string, unknown>;
  await program.parseAsync([
    "node",
    "nematrace",
    "join",
    join(room, "one.study"),
    join(room, "other.study"),
    "--out",
    join(room, "joined"),
  ]);
  const origin = { virtual: expect.stringContaining("tiny"), parameters: expect.objectContaining({ baseline: "percentile" }) };
  expect(said("joined/joined.json")).toMatchObject({
    studies: [
      { study: "one", ...origin },
      { study: "other", ...origin },
    ],
  });
  const table = readFileSync(join(room, "joined/joined.csv"), "utf8");
  expect(table).toMatch(/^name,animal,lag_s,value,error\nAVAL,one,0,[-\d.]+,[\d.]+\n/);
  await program.parseAsync(["node", "nematrace", "analyse", study, "--out", join(room, "analysed")]);
  expect(said("analysed/analysis.json")).toMatchObject({ virtual: expect.stringContaining("tiny") });
});

test("the axis of a trace holds all of its band", () => {
  const figure = traceFigure({
    pyramid: pyramidOf({ values: Float32Array.of(0, 1, 0), rows: 1, frames: 3 }),
    row: 0,
    track: 7,
    name: "AVAL",
    axis: timeAxis([0, 1, 2], [0, 1, 2]),
    colourOf: () => "#000",
    label: "ΔF/F0",
    error: Float32Array.of(0.5, 1, 0.5),
    epochs: [],
  });
  const record = { program: "", study: "", virtual: null, signal: "dff", parameters: {}, written: "" };
  const state = { selected: null, hovered: null, column: 0, window: null, scroll: null, moving: false };
  const svg = svgOf(figure, { width: 89, height: 60 }, state, record, { measure: () => 10, png: () => "" }, "");
  // The band goes from −1 to 3.
  for (const tick of ["−1.0", "3.0"]) expect(svg).toContain(`>${tick}</text>`);
});

test("a trace alone needs its neuron, by name or number, and says how sure each value is", async () => {
  await expect(figure("trace", "x.svg")).rejects.toThrow(/--neuron/);
  await expect(figure("trace", "x.svg", "--neuron", "RIML")).rejects.toThrow(/No neuron with a trace is called RIML/);
  const rows = (await figure("trace", "trace.csv", "--neuron", "#3")).trim().split("\n");
  const open = openStudy(study, "read");
  const { signals } = studyTraces(open)!;
  open.close();
  expect(rows[0]).toBe("time_s,value,error");
  rows.slice(1).forEach((row, t) => expect(Number(row.split(",")[2])).toBeCloseTo(signals.error![3 * 5 + t]!, 5));
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
  expect(rows[0]).toBe("time_s,#0,#1,#2,#3,#4,#0 error,#1 error,#2 error,#3 error,#4 error");
  rows.slice(1).forEach((row, t) =>
    row
      .split(",")
      .slice(1)
      .forEach((cell, i) => expect(Number(cell)).toBeCloseTo(traces.signals[i < 5 ? "dff" : "error"]![(i % 5) * 5 + t]!, 5)),
  );
});

test("what is not known, or lacks its moments, is refused by its flag", async () => {
  await expect(figure("pie", "x.svg")).rejects.toThrow(/--chart takes traces, map/);
  await expect(figure("map", "x.gif")).rejects.toThrow(/--out takes pdf, svg, png, csv/);
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

/** What a page of a PDF draws, unpacked. */
function pageOf(pdf: string): string {
  const bytes = Buffer.from(pdf, "latin1");
  const start = pdf.indexOf("stream\n") + 7;
  return inflateSync(bytes.subarray(start, pdf.indexOf("\nendstream", start))).toString("latin1");
}

/** How many different colours a PNG of eight bits a channel shows. */
function shades(png: Buffer): number {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return new Set(inflateSync(Buffer.concat(parts))).size;
}
