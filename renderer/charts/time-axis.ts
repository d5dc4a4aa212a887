import { type ScaleLinear, scaleLinear } from "d3";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";

/** Where each frame lies on the axis: seconds where every time is known, else frame numbers. */
export interface TimeAxis {
  readonly values: Float64Array;
  readonly unit: "s" | "frame";
}

export function timeAxis(frames: readonly number[], time: readonly (number | null)[]): TimeAxis {
  const known = time.length === frames.length && time.every((value) => value !== null && Number.isFinite(value));
  return { values: Float64Array.from(known ? (time as readonly number[]) : frames), unit: known ? "s" : "frame" };
}

/** Time to CSS pixels over a box. */
export function timeScale(axis: TimeAxis, box: Box): ScaleLinear<number, number> {
  const first = axis.values[0] ?? 0;
  const last = axis.values[axis.values.length - 1] ?? 1;
  return scaleLinear([first, last > first ? last : first + 1], [box.left, box.left + box.width]);
}

/** Index of the frame nearest a place on the axis. */
export function frameAt(axis: TimeAxis, value: number): number {
  const { values } = axis;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  const before = values[low - 1];
  return before !== undefined && value - before < (values[low] as number) - value ? low - 1 : low;
}

export function drawTimeAxis(context: CanvasRenderingContext2D, axis: TimeAxis, box: Box, palette: ChartPalette, grid: boolean): void {
  const scale = timeScale(axis, box);
  const bottom = box.top + box.height;
  context.font = palette.font;
  context.textBaseline = "top";
  context.textAlign = "center";
  context.lineWidth = 1;
  const ticks = scale.ticks(Math.max(2, Math.floor(box.width / 90)));
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5;
    context.strokeStyle = grid ? palette.grid : palette.line;
    context.beginPath();
    context.moveTo(x, grid ? box.top : bottom);
    context.lineTo(x, bottom + 4);
    context.stroke();
    context.fillStyle = palette.faint;
    context.fillText(scale.tickFormat(ticks.length)(tick), x, bottom + 6);
  }
  context.textAlign = "right";
  context.fillStyle = palette.faint;
  context.fillText(axis.unit === "s" ? "time (s)" : "frame", box.left + box.width, bottom + 19);
  context.textAlign = "left";
}
