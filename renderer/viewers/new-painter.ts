import { cpuPainter } from "#renderer/viewers/cpu-painter.ts";
import { glPainter } from "#renderer/viewers/gl-painter.ts";
import { hasGraphicsCard } from "#renderer/viewers/graphics-card.ts";
import type { Painter } from "#renderer/viewers/plane.ts";

/** The painter that is quickest here: WebGL on a graphics card; without one the 2-D canvas, which costs an eighth of WebGL's emulation. */
export function newPainter(canvas: HTMLCanvasElement): Painter {
  return (hasGraphicsCard() ? glPainter(canvas) : null) ?? cpuPainter(canvas);
}
