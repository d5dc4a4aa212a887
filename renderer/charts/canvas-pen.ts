import type { Pen } from "#renderer/charts/pen.ts";
import type { Picture } from "#renderer/charts/picture.ts";

const canvases = new WeakMap<Picture, HTMLCanvasElement>();

/** A picture as a canvas; made once, as long as the picture lives. */
export function canvasOf(picture: Picture): HTMLCanvasElement {
  const known = canvases.get(picture);
  if (known) return known;
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  canvases.set(picture, canvas);
  return canvas;
}

/** A canvas context as a pen. */
export function canvasPen(context: CanvasRenderingContext2D): Pen {
  return Object.assign(context, {
    drawPicture: (image: Picture | HTMLCanvasElement, left: number, top: number, width: number, height: number) =>
      context.drawImage("rgba" in image ? canvasOf(image) : image, left, top, width, height),
  });
}
