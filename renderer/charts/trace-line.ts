import type { Pen } from "#renderer/charts/pen.ts";
import { type Pyramid, spanExtent } from "#renderer/charts/pyramid.ts";
import { columnsIn, type TimeAxis, type TimeWindow } from "#renderer/charts/time-axis.ts";

/** A path's corners: x and y in CSS pixels, NaN y where the pen is lifted. */
export interface Corners {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly count: number;
}

const extent = new Float64Array(2);

/**
 * Corners of a row of traces over a window. Where many frames fall on one pixel, only the least and the
 * greatest of them are kept, so that no peak is lost and no more is drawn than can be seen.
 */
export function traceCorners(
  pyramid: Pyramid,
  row: number,
  axis: TimeAxis,
  window: TimeWindow,
  x: (value: number) => number,
  y: (value: number) => number,
  width: number,
): Corners {
  const [first, last] = columnsIn(axis, window);
  const length = last - first + 1;
  if (length <= width * 3) {
    const xs = new Float64Array(length);
    const ys = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      xs[i] = x(axis.values[first + i] as number);
      ys[i] = y(pyramid.of.values[row * pyramid.of.frames + first + i] as number);
    }
    return { x: xs, y: ys, count: length };
  }
  const bins = Math.max(1, Math.floor(width));
  const xs = new Float64Array(bins * 2);
  const ys = new Float64Array(bins * 2);
  for (let bin = 0; bin < bins; bin++) {
    const from = first + Math.floor((bin * length) / bins);
    const to = Math.max(from + 1, first + Math.floor(((bin + 1) * length) / bins));
    spanExtent(pyramid, row, from, to, extent);
    const at = x(axis.values[Math.min(last, (from + to) >> 1)] as number);
    xs[bin * 2] = xs[bin * 2 + 1] = at;
    // Every other bin runs downwards, so that the line goes from one to the next without a jump.
    ys[bin * 2 + (bin & 1)] = y(extent[0] as number);
    ys[bin * 2 + 1 - (bin & 1)] = y(extent[1] as number);
  }
  return { x: xs, y: ys, count: bins * 2 };
}

/** Strokes corners; a lone point between gaps becomes a dot. */
export function strokeCorners(pen: Pen, { x, y, count }: Corners): void {
  pen.beginPath();
  let down = false;
  for (let i = 0; i < count; i++) {
    const py = y[i] as number;
    if (Number.isNaN(py)) {
      down = false;
      continue;
    }
    const px = x[i] as number;
    if (down) pen.lineTo(px, py);
    else {
      pen.moveTo(px, py);
      if (i + 1 >= count || Number.isNaN(y[i + 1] as number)) pen.lineTo(px + 0.8, py);
    }
    down = true;
  }
  pen.stroke();
}

/** Smallest and largest value that is a number; 0..1 where there is none. */
export function extentOf(series: ArrayLike<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < series.length; i++) {
    const value = series[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low, low + 1] : [low, high];
}
