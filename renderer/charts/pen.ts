import type { Picture } from "#renderer/charts/picture.ts";

/**
 * What a chart draws with: the part of a canvas context that every chart keeps to, so that the same strokes
 * make the picture on screen and the figure in a file.
 */
export interface Pen
  extends Pick<
    CanvasRenderingContext2D,
    | "fillStyle"
    | "strokeStyle"
    | "lineWidth"
    | "lineJoin"
    | "font"
    | "textAlign"
    | "textBaseline"
    | "globalAlpha"
    | "imageSmoothingEnabled"
    | "beginPath"
    | "moveTo"
    | "lineTo"
    | "closePath"
    | "rect"
    | "stroke"
    | "fillRect"
    | "strokeRect"
    | "fillText"
    | "save"
    | "restore"
    | "translate"
    | "rotate"
    | "setLineDash"
  > {
  /** Full circles only. */
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  fill(): void;
  clip(): void;
  measureText(text: string): { readonly width: number };
  /** A canvas only where the chart is on screen. */
  drawPicture(image: Picture | HTMLCanvasElement, left: number, top: number, width: number, height: number): void;
}

/** Text that runs upwards, its middle at a point: the name of a vertical axis. */
export function uprightText(pen: Pen, text: string, x: number, y: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(-Math.PI / 2);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, 0, 0);
  pen.restore();
}
