import { canvasOf, canvasPen } from "#renderer/charts/canvas-pen.ts";
import type { ChartState, Figure } from "#renderer/charts/figure.ts";
import {
  dotsPerInch,
  dotsPerPixel,
  drawOnPaper,
  type FigureRecord,
  type PaperSize,
  roomOf,
  textsOf,
} from "#renderer/charts/figure-file.ts";
import { paper } from "#renderer/charts/palette.ts";
import { withText } from "#renderer/charts/png-text.ts";
import type { Press } from "#renderer/charts/svg-pen.ts";

/** How a browser measures texts and packs pictures. */
export const browserPress: Press = { measure, png: (picture) => canvasOf(picture).toDataURL("image/png") };

/** A figure as PNG at 300 dots an inch, its record in the file's text. */
export async function pngOf(figure: Figure, size: PaperSize, state: ChartState, record: FigureRecord): Promise<Blob> {
  const room = roomOf(size);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(room.width * dotsPerPixel);
  canvas.height = Math.round(room.height * dotsPerPixel);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser gives no canvas to draw on.");
  const pen = canvasPen(context);
  context.scale(dotsPerPixel, dotsPerPixel);
  context.fillStyle = paper.surface;
  context.fillRect(0, 0, room.width, room.height);
  drawOnPaper(pen, figure, room, state, record);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The browser could not write a PNG.");
  const bytes = withText(new Uint8Array(await blob.arrayBuffer()), dotsPerInch, textsOf(figure, record));
  return new Blob([bytes], { type: "image/png" });
}

let ruler: CanvasRenderingContext2D | null = null;

function measure(text: string, font: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * 6;
  ruler.font = font;
  return ruler.measureText(text).width;
}
