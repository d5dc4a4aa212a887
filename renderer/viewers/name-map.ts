import { type Camera, type Size, toScreen } from "#renderer/viewers/plane.ts";

/** A name at its place, µm [v, u]; `away` µm from the plane shown. */
export interface MapPlace {
  readonly name: string;
  readonly v: number;
  readonly u: number;
  readonly away: number;
}

/** Draws names at their places as small crosses, fainter the farther they lie from the plane shown. */
export function drawMap(context: CanvasRenderingContext2D, places: readonly MapPlace[], camera: Camera, size: Size, font: string): void {
  context.font = font;
  context.textBaseline = "bottom";
  context.strokeStyle = context.fillStyle = "rgb(255 214 140)";
  context.lineWidth = 1;
  for (const { name, v, u, away } of places) {
    const [y, x] = toScreen(camera, size, v, u);
    if (x < -40 || y < -20 || x > size.width + 40 || y > size.height + 20) continue;
    context.globalAlpha = Math.max(0.18, 0.85 - Math.abs(away) / 10);
    context.beginPath();
    context.moveTo(x - 3, y);
    context.lineTo(x + 3, y);
    context.moveTo(x, y - 3);
    context.lineTo(x, y + 3);
    context.stroke();
    context.fillText(name, x + 4, y - 2);
  }
  context.globalAlpha = 1;
}
