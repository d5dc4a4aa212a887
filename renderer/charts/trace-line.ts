/** Values of one neuron over time; NaN where there is none. */
export type Series = Float32Array;

/** A path's corners: x and y in CSS pixels, NaN y where the pen is lifted. */
export interface Corners {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly count: number;
}

/**
 * Corners of a trace. Where many frames fall on one pixel, only the first, lowest, highest and last
 * of them are kept, so that no peak is lost and no more is drawn than can be seen.
 */
export function traceCorners(series: Series, x: (index: number) => number, y: (value: number) => number, width: number): Corners {
  const length = series.length;
  if (length <= width * 4) {
    const xs = new Float64Array(length);
    const ys = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      xs[i] = x(i);
      ys[i] = y(series[i] as number);
    }
    return { x: xs, y: ys, count: length };
  }
  const bins = Math.max(1, Math.floor(width));
  const xs = new Float64Array(bins * 4);
  const ys = new Float64Array(bins * 4);
  let count = 0;
  const push = (index: number) => {
    xs[count] = x(index);
    ys[count++] = y(series[index] as number);
  };
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * length) / bins);
    const to = Math.max(from + 1, Math.floor(((bin + 1) * length) / bins));
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      const value = series[i] as number;
      if (value < (series[low] as number) || Number.isNaN(series[low] as number)) low = i;
      if (value > (series[high] as number) || Number.isNaN(series[high] as number)) high = i;
    }
    push(from);
    push(Math.min(low, high));
    push(Math.max(low, high));
    push(to - 1);
  }
  return { x: xs, y: ys, count };
}

/** Strokes corners; a lone point between gaps becomes a dot. */
export function strokeCorners(context: CanvasRenderingContext2D, { x, y, count }: Corners): void {
  context.beginPath();
  let down = false;
  for (let i = 0; i < count; i++) {
    const py = y[i] as number;
    if (Number.isNaN(py)) {
      down = false;
      continue;
    }
    const px = x[i] as number;
    if (down) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      if (i + 1 >= count || Number.isNaN(y[i + 1] as number)) context.lineTo(px + 0.8, py);
    }
    down = true;
  }
  context.stroke();
}

/** Smallest and largest value that is a number; 0..1 where there is none. */
export function extentOf(series: Series): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of series) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  return low === high ? [low, low + 1] : [low, high];
}
