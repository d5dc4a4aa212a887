import { type Camera, type Size, toScreen } from "#renderer/viewers/plane.ts";

/** A surface over a plane: its points and lines of equal depth; places in µm [v, u]. */
export interface SurfaceLines {
  readonly points: readonly { readonly at: readonly [number, number]; readonly label: string; readonly chosen: boolean }[];
  readonly lines: readonly {
    readonly label: string;
    readonly pieces: readonly (readonly [readonly [number, number], readonly [number, number]])[];
  }[];
}

const amber = "#ffd166";

/** Thin lines with their depth, and a ring with its depth at each point. */
export function drawSurface(context: CanvasRenderingContext2D, surface: SurfaceLines, camera: Camera, size: Size, font: string): void {
  context.save();
  context.font = font;
  context.textBaseline = "middle";
  context.lineWidth = 1.25;
  for (const { label, pieces } of surface.lines) {
    context.strokeStyle = "rgb(255 209 102 / 0.6)";
    context.beginPath();
    for (const [from, to] of pieces) {
      const [y0, x0] = toScreen(camera, size, ...from);
      const [y1, x1] = toScreen(camera, size, ...to);
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    }
    context.stroke();
    const middle = pieces[Math.floor(pieces.length / 2)];
    if (middle) write(context, label, ...toScreen(camera, size, ...middle[0]), 0);
  }
  for (const { at, label, chosen } of surface.points) {
    const [y, x] = toScreen(camera, size, ...at);
    for (const [width, colour] of [
      [4, "rgb(0 0 0 / 0.7)"],
      [chosen ? 2.5 : 1.5, chosen ? "#fff" : amber],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, chosen ? 8 : 6, 0, Math.PI * 2);
      context.moveTo(x - 2, y);
      context.lineTo(x + 2, y);
      context.moveTo(x, y - 2);
      context.lineTo(x, y + 2);
      context.stroke();
    }
    write(context, label, y, x, 13);
  }
  context.restore();
}

function write(context: CanvasRenderingContext2D, text: string, y: number, x: number, beside: number): void {
  const width = context.measureText(text).width;
  context.fillStyle = "rgb(10 13 18 / 0.7)";
  context.fillRect(x + beside - 3, y - 8, width + 6, 16);
  context.fillStyle = amber;
  context.fillText(text, x + beside, y + 0.5);
}
