import { jsPDF } from "jspdf";
import type { ChartState, Figure } from "#renderer/charts/figure.ts";
import { drawOnPaper, type FigureRecord, type PaperSize, pointsPerPixel, recordLine, roomOf } from "#renderer/charts/figure-file.ts";
import { PdfPen } from "#renderer/charts/pdf-pen.ts";
import type { Press } from "#renderer/charts/svg-pen.ts";

/**
 * A figure as a PDF page of its own size: lines are lines, text is text in an embedded font.
 *
 * @param press how texts are measured and pictures packed
 * @param font  the whole font, TrueType, base64
 */
export function pdfOf(
  figure: Figure,
  size: PaperSize,
  state: ChartState,
  record: FigureRecord,
  press: Press,
  font: string,
): Uint8Array<ArrayBuffer> {
  const room = roomOf(size);
  const page = new jsPDF({
    // The library takes a number for the points of its unit, here a CSS pixel; its types know names alone.
    unit: pointsPerPixel as unknown as "px",
    format: [room.width, room.height],
    orientation: room.width > room.height ? "landscape" : "portrait",
    compress: true,
    putOnlyUsedFonts: true,
    floatPrecision: 3,
  });
  page.addFileToVFS("Inter-Regular.ttf", font);
  page.addFont("Inter-Regular.ttf", "Inter", "normal");
  page.setFont("Inter", "normal");
  page.setProperties({
    title: figure.title,
    subject: recordLine(record),
    author: "",
    keywords: JSON.stringify(record),
    creator: record.program,
  });
  const pen = new PdfPen(page, pointsPerPixel, press);
  drawOnPaper(pen, figure, room, state, record);
  pen.finish();
  return new Uint8Array(page.output("arraybuffer"));
}
