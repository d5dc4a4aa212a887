import { scaleLinear } from "d3";
import { colourActivity, mapBox, type MapRows } from "#renderer/charts/activity-map.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import type { ChartPalette } from "#renderer/charts/palette.ts";
import { drawTimeAxis, type TimeAxis } from "#renderer/charts/time-axis.ts";

export interface ActivityChart {
  readonly map: MapRows;
  readonly order: readonly number[];
  readonly names: readonly string[];
  readonly axis: TimeAxis;
  readonly range: readonly [number, number];
  readonly table: Uint8Array;
  readonly label: string;
  /** Row of `map` that is chosen; −1 for none. */
  readonly chosen: number;
}

/** Activity of all neurons as colour: rows are neurons, columns frames, with a colour bar. */
export function drawActivityChart(
  context: CanvasRenderingContext2D,
  chart: ActivityChart,
  width: number,
  height: number,
  palette: ChartPalette,
): void {
  const box = mapBox(width, height);
  const { map, order, range, table } = chart;
  const image = document.createElement("canvas");
  image.width = map.frames;
  image.height = order.length;
  image.getContext("2d")?.putImageData(new ImageData(colourActivity(map, order, range, table), map.frames, order.length), 0, 0);
  context.imageSmoothingEnabled = false;
  context.fillStyle = palette.grid;
  context.fillRect(box.left, box.top, box.width, box.height);
  context.drawImage(image, box.left, box.top, box.width, box.height);
  drawTimeAxis(context, chart.axis, box, palette, false);

  const rowHeight = box.height / order.length;
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  context.font = palette.font;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const chosenAt = chart.chosen < 0 ? Number.POSITIVE_INFINITY : order.indexOf(chart.chosen);
  order.forEach((row, i) => {
    const chosen = row === chart.chosen;
    if (!chosen && (i % every !== 0 || Math.abs(i - chosenAt) < every)) return;
    context.fillStyle = chosen ? palette.text : palette.faint;
    const y = box.top + (i + 0.5) * rowHeight;
    if (chosen) {
      context.strokeStyle = palette.accent;
      context.lineWidth = 1.5;
      context.strokeRect(box.left - 0.75, box.top + i * rowHeight - 0.75, box.width + 1.5, rowHeight + 1.5);
    }
    context.fillText(fitText(context, chart.names[row] ?? "", box.left - 12), box.left - 8, y);
  });

  const bar = { left: box.left + box.width + 16, width: 10 };
  for (let i = 0; i < box.height; i++) {
    const entry = Math.round((1 - i / box.height) * 255) * 4;
    context.fillStyle = `rgb(${table[entry]} ${table[entry + 1]} ${table[entry + 2]})`;
    context.fillRect(bar.left, box.top + i, bar.width, 1.5);
  }
  const y = scaleLinear(range, [box.top + box.height, box.top]);
  const ticks = y.ticks(Math.max(2, Math.floor(box.height / 50)));
  context.fillStyle = palette.faint;
  context.textAlign = "left";
  for (const tick of ticks) context.fillText(y.tickFormat(ticks.length)(tick), bar.left + bar.width + 5, y(tick));
  context.textBaseline = "top";
  context.textAlign = "right";
  context.fillText(chart.label, width - 6, box.top + box.height + 19);
  context.textAlign = "left";
}
