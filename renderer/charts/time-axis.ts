import { type ScaleLinear, scaleLinear } from "d3";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import type { Pen } from "#renderer/charts/pen.ts";

/** Where each frame lies on the axis: seconds where every time is known, else frame numbers. */
export interface TimeAxis {
  readonly values: Float64Array;
  readonly unit: "s" | "frame";
}

export type TimeWindow = readonly [number, number] | null;

export function timeAxis(frames: readonly number[], time: readonly (number | null)[]): TimeAxis {
  const known = time.length === frames.length && time.every((value) => value !== null && Number.isFinite(value));
  return { values: Float64Array.from(known ? (time as readonly number[]) : frames), unit: known ? "s" : "frame" };
}

/** First and last moment of an axis. */
export function timeExtent(axis: TimeAxis): readonly [number, number] {
  const first = axis.values[0] ?? 0;
  const last = axis.values[axis.values.length - 1] ?? 1;
  return [first, last > first ? last : first + 1];
}

/** Time to CSS pixels over a box. */
export function timeScale(axis: TimeAxis, box: Box, window: TimeWindow = null): ScaleLinear<number, number> {
  return scaleLinear(window ?? timeExtent(axis), [box.left, box.left + box.width]);
}

/** A window about a moment, `factor` times as long, kept inside the axis; null where it is all of it. */
export function zoomWindow(axis: TimeAxis, window: TimeWindow, at: number, factor: number): TimeWindow {
  const [first, last] = timeExtent(axis);
  const [from, to] = window ?? [first, last];
  // Never less than what four frames take.
  const least = (4 * (last - first)) / Math.max(4, axis.values.length);
  const length = Math.max(least, (to - from) * factor);
  if (length >= last - first) return null;
  return panWindow(axis, [at - ((at - from) / (to - from)) * length, at + ((to - at) / (to - from)) * length], 0);
}

/** A window moved along, kept inside the axis. */
export function panWindow(axis: TimeAxis, window: readonly [number, number], by: number): readonly [number, number] {
  const [first, last] = timeExtent(axis);
  const [from, to] = window;
  const start = Math.min(Math.max(from + by, first), last - (to - from));
  return [start, start + (to - from)];
}

/** Columns of the first and last frame that a window touches, one more on either side. */
export function columnsIn(axis: TimeAxis, window: TimeWindow): readonly [number, number] {
  const last = axis.values.length - 1;
  if (!window) return [0, last];
  return [Math.max(0, frameAt(axis, window[0]) - 1), Math.min(last, frameAt(axis, window[1]) + 1)];
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

/** "12.4 s" or "frame 31". */
export function momentWords(axis: TimeAxis, column: number): string {
  const value = axis.values[column] ?? 0;
  return axis.unit === "s" ? `${Number(value.toFixed(2))} s` : `frame ${value}`;
}

export function drawTimeAxis(pen: Pen, axis: TimeAxis, box: Box, palette: ChartPalette, grid: boolean, window: TimeWindow = null): void {
  const scale = timeScale(axis, box, window);
  const bottom = box.top + box.height;
  pen.font = palette.font;
  pen.textBaseline = "top";
  pen.textAlign = "center";
  pen.lineWidth = 1;
  const ticks = scale.ticks(Math.max(2, Math.floor(box.width / 90)));
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5;
    pen.strokeStyle = grid ? palette.grid : palette.line;
    pen.beginPath();
    pen.moveTo(x, grid ? box.top : bottom);
    pen.lineTo(x, bottom + 4);
    pen.stroke();
    pen.fillStyle = palette.faint;
    pen.fillText(scale.tickFormat(ticks.length)(tick), x, bottom + 6);
  }
  pen.textAlign = "right";
  pen.fillStyle = palette.faint;
  pen.fillText(axis.unit === "s" ? "time (s)" : "frame", box.left + box.width, bottom + 19);
  pen.textAlign = "left";
}
