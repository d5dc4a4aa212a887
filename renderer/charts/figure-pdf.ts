import { jsPDF } from "jspdf";
import { svg2pdf } from "svg2pdf.js";
import type { ChartState, Figure } from "#renderer/charts/figure.ts";
import { type FigureRecord, type PaperSize, recordLine, svgOf } from "#renderer/charts/figure-file.ts";
import { browserPress } from "#renderer/charts/figure-browser.ts";
import { fontData } from "#renderer/charts/figure-fonts.ts";

/** A figure as a PDF page of its own size: lines are lines, text is text in an embedded font. */
export async function pdfOf(figure: Figure, size: PaperSize, state: ChartState, record: FigureRecord): Promise<Blob> {
  const page = new jsPDF({
    unit: "mm",
    format: [size.width, size.height],
    orientation: size.width > size.height ? "landscape" : "portrait",
    compress: true,
    putOnlyUsedFonts: true,
  });
  page.addFileToVFS("Inter-Regular.ttf", await fontData());
  page.addFont("Inter-Regular.ttf", "Inter", "normal");
  page.setFont("Inter", "normal");
  page.setProperties({
    title: figure.title,
    subject: recordLine(record),
    author: "",
    keywords: JSON.stringify(record),
    creator: record.program,
  });
  const text = svgOf(figure, size, state, record, browserPress, "").replace("Inter, Arial, sans-serif", "Inter");
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  await svg2pdf(drawing, page, { x: 0, y: 0, width: size.width, height: size.height });
  return page.output("blob");
}
