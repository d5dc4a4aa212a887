import { type Camera, type Size, toScreen } from "#renderer/viewers/plane.ts";

/** A polygon over a plane; corners in µm [v, u]. */
export interface Outline {
  readonly points: readonly (readonly [number, number])[];
  /** What lies inside is looked at, or left out. */
  readonly kind: "include" | "exclude";
  /** Still being drawn: not closed yet, its corners shown. */
  readonly open: boolean;
}

const colours = { include: "86 180 233", exclude: "230 159 0" } as const;

/** Solid lines round what is looked at, dashed ones round what is left out. */
export function drawOutlines(context: CanvasRenderingContext2D, outlines: readonly Outline[], camera: Camera, size: Size): void {
  for (const { points, kind, open } of outlines) {
    const corners = points.map(([v, u]) => toScreen(camera, size, v, u));
    context.beginPath();
    corners.forEach(([y, x], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    if (!open) context.closePath();
    context.setLineDash(kind === "exclude" ? [6, 4] : []);
    context.lineWidth = 1.5;
    context.strokeStyle = `rgb(${colours[kind]} / 0.95)`;
    context.fillStyle = `rgb(${colours[kind]} / ${kind === "exclude" ? 0.18 : 0.06})`;
    if (!open) context.fill("evenodd");
    context.stroke();
    context.setLineDash([]);
    if (!open) continue;
    context.fillStyle = `rgb(${colours[kind]})`;
    for (const [y, x] of corners) context.fillRect(x - 3, y - 3, 6, 6);
  }
}
