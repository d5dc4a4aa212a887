import { scaleLinear } from "d3";
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
  /** Half-width of the uncertainty band, [frame]; null where it is not known. */
  readonly band: Float32Array | null;
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
  const { pyramid, row, axis, band } = data;
  const values = pyramid.of.values.subarray(row * pyramid.of.frames, (row + 1) * pyramid.of.frames);
  let raster: TraceRaster | null = null;
  return {
    title: `${data.label} of ${data.name} over time`,
    time: { axis, box },
    draw: (pen, size, palette, { window, scroll, moving }) => {
      const place = box(size);
      const x = timeScale(axis, place, window);
      const [first, last] = columnsIn(axis, window);
      const extent = new Float64Array(2);
      spanExtent(pyramid, row, first, last + 1, extent);
      const [low, high] = Number.isNaN(extent[0]) ? [0, 1] : [extent[0] as number, extent[1] as number];
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
      if (band) {
        pen.fillStyle = data.colourOf(palette.dark);
        pen.globalAlpha = 0.22;
        const every = Math.max(1, Math.floor((last - first + 1) / (place.width * 2)));
        const known = (t: number) => !Number.isNaN((band[t] as number) + (values[t] as number));
        const edge = (t: number, side: 1 | -1): readonly [number, number] => [
          x(axis.values[t] as number),
          y((values[t] as number) + side * (band[t] as number)),
        ];
        for (let t = first; t < last; t += every) {
          const next = Math.min(last, t + every);
          if (!known(t) || !known(next)) continue;
          pen.beginPath();
          pen.moveTo(...edge(t, 1));
          pen.lineTo(...edge(next, 1));
          pen.lineTo(...edge(next, -1));
          pen.lineTo(...edge(t, -1));
          pen.closePath();
          pen.fill();
        }
        pen.globalAlpha = 1;
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
      const spread = band && !Number.isNaN(band[column]) ? ` ± ${short(band[column] as number)}` : "";
      return {
        track: data.track,
        column,
        words: `${momentWords(axis, column)}\n${Number.isNaN(value) ? "not seen" : short(value) + spread}`,
      };
    },
    table: () => ({
      columns: [axis.unit === "s" ? "time_s" : "t", "value", ...(band ? ["uncertainty"] : [])],
      rows: function* () {
        for (let t = 0; t < values.length; t++) yield [axis.values[t] as number, values[t] as number, ...(band ? [band[t] as number] : [])];
      },
    }),
  };
}

/** A value for people: four digits at most. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "–";
}
