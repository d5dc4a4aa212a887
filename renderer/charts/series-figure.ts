import { scaleLinear } from "d3";
import type { Series } from "#contract/series";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import type { Pen } from "#renderer/charts/pen.ts";
import { pyramidOf } from "#renderer/charts/pyramid.ts";
import { columnsIn, frameAt, momentWords, type TimeAxis, timeExtent, timeScale, type TimeWindow } from "#renderer/charts/time-axis.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { extentOf, strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";

/** CSS pixels of a series. */
export const seriesHeight = 34;

/** Name with unit, above its line. */
const titleHeight = 14;

/** Series from elsewhere, a strip each, over the time of the movie. */
export function seriesFigure(series: readonly Series[], axis: TimeAxis): Figure {
  const box = ({ width, height }: Size): Box => ({ left: 58, top: 0, width: Math.max(10, width - 58 - 16), height });
  const strips = series.map(stripOf);
  return {
    title: `Series from elsewhere: ${series.map(({ name }) => name).join(", ")}`,
    time: { axis, box },
    tall: series.length * seriesHeight,
    draw: (pen, size, palette, { window, scroll }) => {
      const place = box(size);
      const shown = window ?? timeExtent(axis);
      pen.font = palette.font;
      pen.lineJoin = "round";
      pen.lineWidth = 1.2;
      strips.forEach((strip, i) => {
        const row = { ...place, top: i * seriesHeight - (scroll ?? 0), height: seriesHeight };
        pen.textAlign = "left";
        pen.textBaseline = "top";
        pen.fillStyle = palette.text;
        pen.fillText(fitText(pen, strip.title, place.width), place.left, row.top + 2);
        pen.save();
        pen.beginPath();
        pen.rect(row.left, row.top + titleHeight, row.width, row.height - titleHeight);
        pen.clip();
        if (strip.series.labels) drawWords(pen, strip, axis, row, palette, shown);
        else drawLine(pen, strip, axis, row, palette, shown);
        pen.restore();
      });
    },
    hit: (px, py, size, { window, scroll }) => {
      const strip = strips[Math.floor((py + (scroll ?? 0)) / seriesHeight)];
      const place = box(size);
      if (!strip || px < place.left) return null;
      const at = timeScale(axis, place, window).invert(px);
      const column = frameAt(axis, at);
      return { column, words: `${strip.series.name}\n${momentWords(axis, column)}: ${valueWords(strip, at)}` };
    },
    table: () => ({
      columns: ["series", "unit", "time_s", "value"],
      rows: function* () {
        for (const { name, unit, time, values, labels } of series)
          for (let i = 0; i < time.length; i++) {
            const value = values[i] as number;
            yield [name, unit, time[i] as number, labels ? (labels[value] ?? "") : value];
          }
      },
    }),
  };
}

interface Strip {
  readonly series: Series;
  readonly title: string;
  readonly own: TimeAxis;
  readonly pyramid: ReturnType<typeof pyramidOf>;
  readonly extent: readonly [number, number];
}

function stripOf(series: Series): Strip {
  const { name, unit, time, labels } = series;
  const values = Float32Array.from(series.values);
  const extent = extentOf(series.values);
  const range = labels ? "" : ` · ${short(extent[0])} to ${short(extent[1])}${unit === "" ? "" : ` ${unit}`}`;
  return {
    series,
    title: `${name}${range}`,
    own: { values: time, unit: "s" },
    pyramid: pyramidOf({ values, rows: 1, frames: values.length }),
    extent,
  };
}

function drawLine(pen: Pen, { own, pyramid, extent }: Strip, axis: TimeAxis, row: Box, palette: ChartPalette, window: TimeWindow): void {
  const y = scaleLinear(extent, [row.top + row.height - 3, row.top + titleHeight + 2]);
  pen.strokeStyle = palette.accent;
  strokeCorners(pen, traceCorners(pyramid, 0, own, window, timeScale(axis, row, window), y, row.width));
}

/** A word holds until the next: a block each, the word in it where there is room. */
function drawWords(pen: Pen, { own, series }: Strip, axis: TimeAxis, row: Box, palette: ChartPalette, window: TimeWindow): void {
  const x = timeScale(axis, row, window);
  const [first, last] = columnsIn(own, window);
  const [top, height] = [row.top + titleHeight + 1, row.height - titleHeight - 4];
  pen.textBaseline = "middle";
  for (let from = first; from <= last; ) {
    const word = series.labels?.[series.values[from] as number];
    let next = from + 1;
    while (next <= last && series.values[next] === series.values[from]) next++;
    const left = Math.max(row.left, x(own.values[from] as number));
    const right = next > last ? row.left + row.width : x(own.values[next] as number);
    if (word !== undefined && right > left) {
      pen.fillStyle = palette.accent;
      pen.globalAlpha = 0.12 + 0.12 * ((series.values[from] as number) % 3);
      pen.fillRect(left, top, Math.max(1, right - left - 1), height);
      pen.globalAlpha = 1;
      pen.fillStyle = palette.text;
      if (right - left > 24) pen.fillText(fitText(pen, word, right - left - 8), left + 4, top + height / 2 + 1);
    }
    from = next;
  }
}

/** The value that holds at a time: the last one before it for words, the nearest one for numbers. */
function valueWords({ series, own }: Strip, at: number): string {
  const nearest = frameAt(own, at);
  if (!series.labels) return `${short(series.values[nearest] as number)}${series.unit === "" ? "" : ` ${series.unit}`}`;
  const holding = (own.values[nearest] as number) > at ? nearest - 1 : nearest;
  return series.labels[series.values[holding] ?? -1] ?? "–";
}
