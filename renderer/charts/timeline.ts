import { scaleLinear } from "d3";
import type { ChartPalette } from "#renderer/charts/palette.ts";

export interface TimelineData {
  readonly frames: number;
  /** Frames refocused so far, from 0; null where the study has no such step. */
  readonly refocused: number | null;
  /** Neurons in each frame; null before they were found. */
  readonly counts: Int32Array | null;
}

/** Left and right margin that a range input's thumb leaves. */
export const timelineInset = 8;

/** Frame numbers, what is refocused, and how many neurons each frame holds. */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  data: TimelineData,
  width: number,
  height: number,
  palette: ChartPalette,
): void {
  const last = Math.max(1, data.frames - 1);
  const x = scaleLinear([0, last], [timelineInset, width - timelineInset]);
  const rail = 14;
  context.fillStyle = palette.grid;
  context.fillRect(timelineInset, rail - 2, width - 2 * timelineInset, 4);
  if (data.refocused !== null && data.refocused > 0) {
    context.fillStyle = palette.accent;
    context.fillRect(timelineInset, rail - 2, x(Math.min(data.refocused - 1, last)) - timelineInset, 4);
  }
  if (data.counts) drawCounts(context, data.counts, x, rail, palette);
  context.font = palette.font;
  context.textBaseline = "bottom";
  context.fillStyle = palette.faint;
  const ticks = x.ticks(Math.min(data.frames, Math.max(2, Math.floor(width / 110)))).filter(Number.isInteger);
  for (const tick of ticks) {
    context.fillRect(Math.round(x(tick)), rail + 6, 1, 4);
    context.textAlign = tick === 0 ? "left" : x(tick) > width - 24 ? "right" : "center";
    context.fillText(String(tick), tick === 0 ? timelineInset : x(tick), height - 2);
  }
  context.textAlign = "left";
}

function drawCounts(
  context: CanvasRenderingContext2D,
  counts: Int32Array,
  x: (t: number) => number,
  rail: number,
  palette: ChartPalette,
): void {
  const most = Math.max(1, ...counts);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  counts.forEach((count, t) => {
    const y = rail - 4 - (count / most) * 9;
    if (t === 0) context.moveTo(x(t), y);
    else context.lineTo(x(t), y);
  });
  context.stroke();
}
