import { scaleLinear } from "d3";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import { drawTimeAxis, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { extentOf, type Series, strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";

export interface TracePlotData {
  readonly series: Series;
  readonly axis: TimeAxis;
  readonly colour: string;
  /** What the vertical axis shows, with its unit. */
  readonly label: string;
}

/** Where the plot's area lies in a chart of a size. */
export function tracePlotBox(width: number, height: number): Box {
  return { left: 52, top: 10, width: Math.max(10, width - 52 - 16), height: Math.max(10, height - 10 - 34) };
}

/** One trace, large, with both axes. */
export function drawTracePlot(
  context: CanvasRenderingContext2D,
  data: TracePlotData,
  width: number,
  height: number,
  palette: ChartPalette,
): void {
  const box = tracePlotBox(width, height);
  const x = timeScale(data.axis, box);
  const y = scaleLinear(extentOf(data.series), [box.top + box.height, box.top]).nice(4);
  drawTimeAxis(context, data.axis, box, palette, true);
  context.font = palette.font;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const ticks = y.ticks(Math.max(2, Math.floor(box.height / 28)));
  const format = y.tickFormat(ticks.length);
  for (const tick of ticks) {
    const py = Math.round(y(tick)) + 0.5;
    context.strokeStyle = palette.grid;
    context.beginPath();
    context.moveTo(box.left, py);
    context.lineTo(box.left + box.width, py);
    context.stroke();
    context.fillStyle = palette.faint;
    context.fillText(format(tick), box.left - 8, py);
  }
  context.save();
  context.translate(11, box.top + box.height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillStyle = palette.faint;
  context.fillText(data.label, 0, 0);
  context.restore();
  context.textAlign = "left";
  context.strokeStyle = data.colour;
  context.lineWidth = 1.6;
  context.lineJoin = "round";
  strokeCorners(
    context,
    traceCorners(data.series, (i) => x(data.axis.values[i] as number), y, box.width),
  );
}
