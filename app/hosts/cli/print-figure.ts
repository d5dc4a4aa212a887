import { pngOf } from "#io/figure/png";
import { rasterOf } from "#io/figure/raster";
import { openTypeface } from "#io/figure/typeface";
import {
  csvOf,
  dotsPerInch,
  dotsPerPixel,
  type FigureRecord,
  type PaperSize,
  roomOf,
  svgOf,
  textsOf,
} from "#renderer/charts/figure-file.ts";
import type { Figure } from "#renderer/charts/figure.ts";
import { sizeOf } from "#renderer/charts/file-pen.ts";
import { withText } from "#renderer/charts/png-text.ts";
import type { Press } from "#renderer/charts/svg-pen.ts";

/** Files that a figure can be printed to. */
export const figureKinds = ["pdf", "svg", "png", "csv"] as const;
export type FigureKind = (typeof figureKinds)[number];

/** A figure as the bytes of a file, by the functions of the window. @param selected the track that a chart is about, where it is about one */
export async function printFigure(
  kind: FigureKind,
  figure: Figure,
  size: PaperSize,
  record: FigureRecord,
  selected: number | null,
): Promise<Uint8Array> {
  if (kind === "csv") return Buffer.from(csvOf(figure));
  const typeface = await openTypeface();
  const press: Press = {
    measure: (text, font) => typeface.width(text, sizeOf(font)),
    png: (picture) => `data:image/png;base64,${pngOf(picture).toString("base64")}`,
  };
  const state = { selected, hovered: null, column: 0, window: null, scroll: null, moving: false };
  if (kind === "pdf") {
    // The writer of PDF files is large and seldom needed.
    const { pdfOf } = await import("#renderer/charts/figure-pdf.ts");
    return pdfOf(figure, size, state, record, press, typeface.truetype.toString("base64"));
  }
  if (kind === "svg") return Buffer.from(svgOf(figure, size, state, record, press, typeface.rules));
  const svg = svgOf(figure, size, state, record, press, "");
  const png = await rasterOf(svg, Math.round(roomOf(size).width * dotsPerPixel), typeface.truetype);
  return withText(png, dotsPerInch, textsOf(figure, record));
}
