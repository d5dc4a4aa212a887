import { csvFormatRows } from "d3";
import type { ChartState, Figure, Size } from "#renderer/charts/figure.ts";
import { paper } from "#renderer/charts/palette.ts";
import { type Press, SvgPen } from "#renderer/charts/svg-pen.ts";

/** What made a figure; it stands in the metadata of every file. */
export interface FigureRecord {
  readonly program: string;
  readonly study: string;
  /** Model that refocused the stacks that the values were read from; null for measured ones. */
  readonly virtual: string | null;
  readonly signal: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly written: string;
}

/** Size of a figure on paper, mm. */
export interface PaperSize {
  readonly width: number;
  readonly height: number;
}

/** Letters of 11 CSS pixels on screen are 7 points on paper, as journals ask for. */
export const pointsPerPixel = 7 / 11;
const pointsPerMm = 72 / 25.4;
const margin = 6;

/** Dots of a PNG. */
export const dotsPerInch = 300;
/** Dots of a PNG that a CSS pixel takes. */
export const dotsPerPixel = (pointsPerPixel * dotsPerInch) / 72;

/** What stands in the text of a PNG. */
export function textsOf(figure: Figure, record: FigureRecord): Readonly<Record<string, string>> {
  return { Title: figure.title, Software: record.program, Source: recordLine(record), Description: JSON.stringify(record) };
}

/** What stands beside a figure's numbers, whose table has no place for it. */
export function aboutNumbers(figure: Figure, record: FigureRecord): string {
  return `${JSON.stringify({ title: figure.title, columns: figure.table().columns, ...record }, null, 2)}\n`;
}

/** Room in CSS pixels of a figure that takes a size on paper. */
export function roomOf({ width, height }: PaperSize): Size {
  return { width: (width * pointsPerMm) / pointsPerPixel, height: (height * pointsPerMm) / pointsPerPixel };
}

/** Height on paper, mm, of a figure as broad as this: the shape it has on screen, or room for all its rows, within bounds. */
export function paperHeight(figure: Figure, width: number, shape: Size): number {
  const height =
    figure.tall === undefined ? (width * shape.height) / Math.max(1, shape.width) : (figure.tall * 0.45 * pointsPerPixel) / pointsPerMm;
  return Math.round(Math.min(220, Math.max(40, height)));
}

/** One line under the figure: what made it, and whether the values are virtual. */
export function recordLine({ program, study, virtual }: FigureRecord): string {
  return `${study} · ${program} · ${virtual === null ? "measured" : `virtual, refocused by ${virtual}`}`;
}

/**
 * A figure as SVG.
 *
 * @param press how texts are measured and pictures packed
 * @param fonts rules that carry the font's data; empty leaves it to the reader
 */
export function svgOf(figure: Figure, size: PaperSize, state: ChartState, record: FigureRecord, press: Press, fonts: string): string {
  const room = roomOf(size);
  const pen = new SvgPen(press);
  drawOnPaper(pen, figure, room, state, record);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}mm" height="${size.height}mm" viewBox="0 0 ${room.width.toFixed(2)} ${room.height.toFixed(2)}" font-family="Inter, Arial, sans-serif">`,
    `<title>${plain(figure.title)}</title>`,
    `<desc>${plain(recordLine(record))}</desc>`,
    `<metadata>${plain(JSON.stringify({ title: figure.title, ...record }))}</metadata>`,
    fonts === "" ? "" : `<style>${fonts}</style>`,
    `<rect width="100%" height="100%" fill="${paper.surface}"/>`,
    pen.content,
    "</svg>\n",
  ].join("\n");
}

/** A figure's numbers as CSV; what is missing is empty. */
export function csvOf(figure: Figure): string {
  const { columns, rows } = figure.table();
  const lines = [columns as string[]];
  for (const row of rows())
    lines.push(row.map((cell) => (typeof cell === "string" ? cell : Number.isFinite(cell) ? String(Number(cell.toPrecision(7))) : "")));
  return `${csvFormatRows(lines)}\n`;
}

/** Draws a figure on paper with any pen, and the line that tells what made it below it. */
export function drawOnPaper(pen: Parameters<Figure["draw"]>[0], figure: Figure, room: Size, state: ChartState, record: FigureRecord): void {
  const line = 12;
  pen.save();
  pen.translate(0, margin);
  figure.draw(pen, { width: room.width - margin, height: room.height - margin - line - 2 }, paper, {
    ...state,
    selected: figure.aboutChosen ? state.selected : null,
    hovered: null,
    scroll: null,
    moving: false,
  });
  pen.restore();
  pen.font = "8px Inter";
  pen.fillStyle = paper.line;
  pen.textAlign = "right";
  pen.textBaseline = "bottom";
  pen.fillText(recordLine(record), room.width - margin, room.height - 2);
}

function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
