import { scaleLinear } from "d3";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import { type Pen, uprightText } from "#renderer/charts/pen.ts";

/** Room that a colour bar with its numbers and name takes at the right of a chart. */
export const colourBarRoom = 72;

/** What colour means what: a bar at the right of a box with its unit. `table` holds 256 RGBA entries. */
export function drawColourBar(
  pen: Pen,
  box: Box,
  range: readonly [number, number],
  table: Uint8Array,
  label: string,
  palette: ChartPalette,
): void {
  const left = box.left + box.width + 14;
  const height = Math.min(box.height, 180);
  const steps = Math.max(2, Math.min(96, Math.round(height)));
  for (let i = 0; i < steps; i++) {
    const entry = Math.round((1 - (i + 0.5) / steps) * 255) * 4;
    pen.fillStyle = `rgb(${table[entry]}, ${table[entry + 1]}, ${table[entry + 2]})`;
    pen.fillRect(left, box.top + (i * height) / steps, 9, height / steps + 0.6);
  }
  const y = scaleLinear(range, [box.top + height, box.top]);
  const ticks = y.ticks(Math.max(2, Math.floor(height / 44)));
  pen.font = palette.font;
  pen.fillStyle = palette.faint;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  for (const tick of ticks) pen.fillText(y.tickFormat(ticks.length)(tick), left + 13, y(tick));
  uprightText(pen, label, left + 48, box.top + height / 2);
  pen.textAlign = "left";
}
