import type { Pen } from "#renderer/charts/pen.ts";
import type { TimeAxis } from "#renderer/charts/time-axis.ts";

/** A trace and the standard deviation of each of its values, [frame]; NaN where unknown. */
interface UncertainTrace {
  readonly values: Float32Array;
  readonly error: Float32Array;
  readonly axis: TimeAxis;
  /** First and last frame drawn. */
  readonly shown: readonly [number, number];
}

/** Standard deviation of the values of a signal, [row, frame]; null for what has no known error. */
export function errorOf(signal: string, signals: Readonly<Record<string, Float32Array | undefined>>): Float32Array | null {
  return (signal === "dff" ? signals["error"] : null) ?? null;
}

/** Two standard deviations on both sides of a trace, in the pen's colour; at most two points a pixel. */
export function drawErrorBand(
  pen: Pen,
  { values, error, axis, shown: [first, last] }: UncertainTrace,
  x: (value: number) => number,
  y: (value: number) => number,
  width: number,
): void {
  const every = Math.max(1, Math.floor((last - first + 1) / (width * 2)));
  const at = Int32Array.from({ length: Math.ceil((last - first + 1) / every) }, (_, i) => first + i * every);
  const alpha = pen.globalAlpha;
  pen.globalAlpha = 0.22;
  drawBand(
    pen,
    Float64Array.from(at, (t) => x(axis.values[t] as number)),
    Float64Array.from(at, (t) => values[t] as number),
    Float64Array.from(at, (t) => 2 * (error[t] as number)),
    y,
  );
  pen.globalAlpha = alpha;
}

/** A band of mean ± spread, point by point, broken where either is missing. */
export function drawBand(
  pen: Pen,
  x: Float64Array,
  mean: ArrayLike<number>,
  spread: ArrayLike<number>,
  y: (value: number) => number,
): void {
  for (let from = 0; from < x.length; from++) {
    if (Number.isNaN((mean[from] as number) + (spread[from] as number))) continue;
    let to = from;
    while (to + 1 < x.length && !Number.isNaN((mean[to + 1] as number) + (spread[to + 1] as number))) to++;
    pen.beginPath();
    for (let i = from; i <= to; i++) {
      const at = y((mean[i] as number) + (spread[i] as number));
      if (i === from) pen.moveTo(x[i] as number, at);
      else pen.lineTo(x[i] as number, at);
    }
    for (let i = to; i >= from; i--) pen.lineTo(x[i] as number, y((mean[i] as number) - (spread[i] as number)));
    pen.closePath();
    pen.fill();
    from = to;
  }
}
