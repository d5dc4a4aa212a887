import { scaleLog } from "d3";
import type { ChartPalette } from "#renderer/charts/palette.ts";

/** Heights of peaks in units of the noise, and what the axis spans. */
export interface PeakHeights {
  /** × noise, any order. */
  readonly heights: ArrayLike<number>;
  /** × noise, [low, high]; both above 0. */
  readonly span: readonly [number, number];
}

const bins = 44;
/** Room below for the axis, CSS pixels. */
const foot = 15;

/** Span of a logarithmic axis for peaks: from the lowest to beyond the highest. */
export function spanOf(heights: ArrayLike<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let i = 0; i < heights.length; i++) {
    low = Math.min(low, heights[i] as number);
    high = Math.max(high, heights[i] as number);
  }
  return high > 0 ? [low * 0.9, Math.max(high * 1.1, low * 2)] : [1, 10];
}

/** Where a height lies on the axis, 0..1, and back. */
export function shareOf(height: number, [low, high]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, Math.log(height / low) / Math.log(high / low)));
}

export function heightAt(share: number, [low, high]: readonly [number, number]): number {
  return low * (high / low) ** share;
}

/** How many peaks there are of each height; those above the threshold are filled, those below are outlines of themselves. */
export function drawPeakHistogram(
  context: CanvasRenderingContext2D,
  { heights, span }: PeakHeights,
  threshold: number,
  width: number,
  height: number,
  palette: ChartPalette,
): void {
  const [low, high] = span;
  const tall = height - foot;
  const counts = new Float64Array(bins);
  for (let i = 0; i < heights.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(shareOf(heights[i] as number, span) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.log1p(Math.max(1, ...counts));
  const x = scaleLog([low, high], [0, width]);
  const edge = x(Math.min(Math.max(threshold, low), high));
  context.clearRect(0, 0, width, height);
  counts.forEach((count, i) => {
    if (count === 0) return;
    const left = (i / bins) * width;
    const right = ((i + 1) / bins) * width - 1;
    const top = tall - Math.max(2, (Math.log1p(count) / most) * (tall - 4));
    const cut = Math.min(Math.max(edge, left), right);
    context.fillStyle = palette.line;
    context.globalAlpha = 0.45;
    context.fillRect(left, top, cut - left, tall - top);
    context.fillStyle = palette.accent;
    context.globalAlpha = 1;
    context.fillRect(cut, top, right - cut, tall - top);
  });
  context.fillStyle = palette.grid;
  context.fillRect(0, tall, width, 1);
  context.font = palette.font;
  context.textBaseline = "bottom";
  context.fillStyle = palette.faint;
  let free = -10;
  for (let power = Math.ceil(Math.log10(low)); power <= Math.floor(Math.log10(high)); power++) {
    const value = 10 ** power;
    const text = value.toLocaleString("en");
    const wide = context.measureText(text).width;
    const left = Math.min(Math.max(0, x(value) - wide / 2), width - wide);
    context.fillRect(x(value), tall, 1, 3);
    if (left < free) continue;
    context.fillText(text, left, height);
    free = left + wide + 8;
  }
  context.fillStyle = palette.text;
  context.fillRect(Math.min(edge, width - 2), 0, 2, tall);
  context.beginPath();
  context.arc(Math.min(Math.max(edge + 1, 4), width - 4), 4, 4, 0, Math.PI * 2);
  context.fill();
}
