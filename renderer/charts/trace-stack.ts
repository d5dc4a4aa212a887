import { fitText } from "#renderer/charts/fit-text.ts";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import { type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { extentOf, type Series, strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";

export interface StackRow {
  readonly track: number;
  readonly name: string;
  readonly series: Series;
  readonly colour: string;
}

export const stackRowHeight = 22;

/** Where the traces lie; names stand left of it. */
export function stackBox(width: number, rows: number): Box {
  return { left: 52, top: 0, width: Math.max(10, width - 52 - 16), height: rows * stackRowHeight };
}

/** Row under a height of the chart; −1 outside. */
export function stackRowAt(y: number, rows: number): number {
  const row = Math.floor(y / stackRowHeight);
  return row >= 0 && row < rows ? row : -1;
}

/** All traces below each other, each over its own range. Only rows between `from` and `to` (CSS pixels) are drawn. */
export function drawTraceStack(
  context: CanvasRenderingContext2D,
  rows: readonly StackRow[],
  axis: TimeAxis,
  width: number,
  chosen: number | null,
  palette: ChartPalette,
  from: number,
  to: number,
): void {
  const box = stackBox(width, rows.length);
  const x = timeScale(axis, box);
  context.font = palette.font;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const first = Math.max(0, Math.floor(from / stackRowHeight));
  const last = Math.min(rows.length, Math.ceil(to / stackRowHeight));
  for (let i = first; i < last; i++) {
    const row = rows[i];
    if (!row) continue;
    const top = i * stackRowHeight;
    if (row.track === chosen) {
      context.fillStyle = palette.chosen;
      context.fillRect(0, top, width, stackRowHeight);
    }
    const [low, high] = extentOf(row.series);
    const y = (value: number) => top + stackRowHeight - 3 - ((value - low) / (high - low)) * (stackRowHeight - 6);
    context.strokeStyle = row.colour;
    context.lineWidth = row.track === chosen ? 1.6 : 1.1;
    strokeCorners(
      context,
      traceCorners(row.series, (k) => x(axis.values[k] as number), y, box.width),
    );
    context.textAlign = "right";
    context.fillStyle = row.track === chosen ? palette.text : palette.faint;
    context.fillText(fitText(context, row.name, box.left - 12), box.left - 8, top + stackRowHeight / 2);
    context.textAlign = "left";
  }
}
