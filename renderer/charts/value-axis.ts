import type { ScaleLinear } from "d3";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import { type Pen, uprightText } from "#renderer/charts/pen.ts";

/** Ticks, grid and name of a vertical axis at the left of a box. */
export function drawLeftAxis(pen: Pen, y: ScaleLinear<number, number>, box: Box, label: string, palette: ChartPalette): void {
  const ticks = y.ticks(Math.max(2, Math.floor(box.height / 30)));
  const format = y.tickFormat(ticks.length);
  pen.font = palette.font;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.lineWidth = 1;
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    pen.strokeStyle = palette.grid;
    pen.beginPath();
    pen.moveTo(box.left, at);
    pen.lineTo(box.left + box.width, at);
    pen.stroke();
    pen.fillStyle = palette.faint;
    pen.fillText(format(tick), box.left - 8, at);
  }
  pen.fillStyle = palette.faint;
  uprightText(pen, label, box.left - 41, box.top + box.height / 2);
  pen.textAlign = "left";
}

/** Ticks and name of a horizontal axis below a box. */
export function drawBottomAxis(pen: Pen, x: ScaleLinear<number, number>, box: Box, label: string, palette: ChartPalette): void {
  const bottom = box.top + box.height;
  const ticks = x.ticks(Math.max(2, Math.floor(box.width / 60)));
  const format = x.tickFormat(ticks.length);
  pen.font = palette.font;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.lineWidth = 1;
  for (const tick of ticks) {
    const at = Math.round(x(tick)) + 0.5;
    pen.strokeStyle = palette.line;
    pen.beginPath();
    pen.moveTo(at, bottom);
    pen.lineTo(at, bottom + 4);
    pen.stroke();
    pen.fillStyle = palette.faint;
    pen.fillText(format(tick), at, bottom + 6);
  }
  pen.textAlign = "right";
  pen.fillText(label, box.left + box.width, bottom + 19);
  pen.textAlign = "left";
}
