import { scaleLinear } from "d3";
import { drawErrorBand } from "#renderer/charts/band.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import type { Box } from "#renderer/charts/palette.ts";
import { type Pyramid, spanExtent } from "#renderer/charts/pyramid.ts";
import { columnsIn, drawTimeAxis, frameAt, momentWords, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { mostStroked, TraceRaster } from "#renderer/charts/trace-raster.ts";
import { strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";
import { drawLeftAxis } from "#renderer/charts/value-axis.ts";

export interface TraceFigureData {
  readonly pyramid: Pyramid;
  readonly row: number;
  readonly track: number;
  readonly name: string;
  readonly axis: TimeAxis;
  readonly colourOf: (onDark: boolean) => string;
  /** What the vertical axis shows, with its unit. */
  readonly label: string;
  /** Standard deviation of each value, [frame]; null where it is not known. */
  readonly error: Float32Array | null;
  /** Spans marked by the user or a stimulus table, in the axis' unit. */
  readonly epochs: readonly (readonly [number, number])[];
}

const box = ({ width, height }: Size): Box => ({
  left: 58,
  top: 10,
  width: Math.max(10, width - 58 - 16),
  height: Math.max(10, height - 44),
});

/** One trace, large, with both axes. */
export function traceFigure(data: TraceFigureData): Figure {
  const { pyramid, row, axis, error } = data;
  const values = pyramid.of.values.subarray(row * pyramid.of.frames, (row + 1) * pyramid.of.frames);
  let raster: TraceRaster | null = null;
  return {
    title: `${data.label} of ${data.name} over time${error ? ", ± 2 standard deviations" : ""}`,
    ...(error && { parameters: { band: "± 2 standard deviations of what reading leaves (refocusing, position, noise)" } }),
    time: { axis, box },
    draw: (pen, size, palette, { window, scroll, moving }) => {
      const place = box(size);
      const x = timeScale(axis, place, window);
      const [first, last] = columnsIn(axis, window);
      const extent = new Float64Array(2);
      spanExtent(pyramid, row, first, last + 1, extent);
      const [low, high] = Number.isNaN(extent[0]) ? [0, 1] : withBand(extent, values, error, first, last);
      const y = scaleLinear([low, high > low ? high : low + 1], [place.top + place.height, place.top]).nice(4);
      pen.save();
      pen.beginPath();
      pen.rect(place.left, place.top, place.width, place.height);
      pen.clip();
      pen.fillStyle = palette.accent;
      pen.globalAlpha = 0.12;
      for (const [from, to] of data.epochs) pen.fillRect(x(from), place.top, Math.max(1, x(to) - x(from)), place.height);
      pen.restore();
      drawTimeAxis(pen, axis, place, palette, true, window);
      drawLeftAxis(pen, y, place, data.label, palette);
      pen.save();
      pen.beginPath();
      pen.rect(place.left, 0, place.width, size.height);
      pen.clip();
      if (error) {
        pen.fillStyle = data.colourOf(palette.dark);
        drawErrorBand(pen, { values, error, axis, shown: [first, last] }, x, y, place.width);
      }
      if (scroll !== null && last - first > mostStroked) {
        raster ??= new TraceRaster();
        const [bottom = 0, top = 1] = y.domain();
        const rise = place.height / (top - bottom);
        const only = { row, colour: data.colourOf(palette.dark), base: place.top + place.height, low: bottom, rise, thick: 1.3 };
        raster.paint(pen, pyramid, [only], axis, window, place, moving);
      } else {
        pen.strokeStyle = data.colourOf(palette.dark);
        pen.lineWidth = 1.6;
        pen.lineJoin = "round";
        strokeCorners(pen, traceCorners(pyramid, row, axis, window, x, y, place.width));
      }
      pen.restore();
    },
    hit: (px, _, size, { window }) => {
      const column = frameAt(axis, timeScale(axis, box(size), window).invert(px));
      const value = values[column] as number;
      const spread = error && !Number.isNaN(error[column]) ? ` ± ${short(2 * (error[column] as number))}` : "";
      return {
        track: data.track,
        column,
        words: `${momentWords(axis, column)}\n${Number.isNaN(value) ? "not seen" : short(value) + spread}`,
      };
    },
    table: () => ({
      columns: [axis.unit === "s" ? "time_s" : "t", "value", ...(error ? ["error"] : [])],
      rows: function* () {
        for (let t = 0; t < values.length; t++)
          yield [axis.values[t] as number, values[t] as number, ...(error ? [error[t] as number] : [])];
      },
    }),
  };
}

/** Least and greatest value with two standard deviations around each. */
function withBand(extent: Float64Array, values: Float32Array, error: Float32Array | null, first: number, last: number): [number, number] {
  let [low = 0, high = 1] = extent;
  for (let t = first; error && t <= last; t++) {
    const [value, aside] = [values[t] as number, 2 * (error[t] as number)];
    if (value - aside < low) low = value - aside;
    if (value + aside > high) high = value + aside;
  }
  return [low, high];
}

/** A value for people: four digits at most. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "–";
}
