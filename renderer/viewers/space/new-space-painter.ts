import { hasGraphicsCard } from "#renderer/viewers/graphics-card.ts";
import { cpuSpacePainter } from "#renderer/viewers/space/cpu-space-painter.ts";
import { glSpacePainter } from "#renderer/viewers/space/gl-space-painter.ts";
import type { SpacePainter } from "#renderer/viewers/space/space-painter.ts";

/** By the graphics card where there is one, else by the processor. */
export function newSpacePainter(canvas: HTMLCanvasElement): SpacePainter {
  return (hasGraphicsCard() ? glSpacePainter(canvas) : null) ?? cpuSpacePainter(canvas);
}
