import { drawErrorBand } from "#renderer/charts/band.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import type { Box } from "#renderer/charts/palette.ts";
import type { Pyramid } from "#renderer/charts/pyramid.ts";
import { columnsIn, drawTimeAxis, frameAt, momentWords, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { mostStroked, type RasterRow, TraceRaster } from "#renderer/charts/trace-raster.ts";
import { strokeCorners, traceCorners } from "#renderer/charts/trace-line.ts";

/** Rows of neurons that a chart shows, from above. */
export interface NeuronRows {
  /** Track of each row of the traces. */
  readonly tracks: readonly number[];
  readonly names: readonly string[];
  /** Colour of a row of the traces, on a dark ground or a light one. */
  readonly colourOf: (row: number, onDark: boolean) => string;
  /** Rows of the traces, in the order shown. */
  readonly order: readonly number[];
}

export interface StackFigureData extends NeuronRows {
  readonly pyramid: Pyramid;
  readonly axis: TimeAxis;
  readonly label: string;
  /** Standard deviation of each value, [row, frame]; null where it is not known. */
  readonly error: Float32Array | null;
  /** All over one range, with a bar that says how much; else each over its own. */
  readonly common: boolean;
  /** CSS pixels a row; null shares the room among all. */
  readonly rowHeight: number | null;
}

/** CSS pixels of a row from which on its uncertainty can be seen. */
const banded = 14;

const gutter = { left: 58, right: 16, top: 6, bottom: 36 };

/** All traces below each other. */
export function stackFigure(data: StackFigureData): Figure {
  const { pyramid, axis, order, tracks, names, rowHeight, error } = data;
  const { values, frames } = pyramid.of;
  let raster: TraceRaster | null = null;
  const box = ({ width, height }: Size): Box => ({
    left: gutter.left,
    top: gutter.top,
    width: Math.max(10, width - gutter.left - gutter.right),
    height: Math.max(10, height - gutter.top - gutter.bottom),
  });
  const roomOf = (place: Box, scroll: number | null) =>
    rowHeight === null || scroll === null ? place.height / Math.max(1, order.length) : rowHeight;
  const span = order.reduce((most, row) => Math.max(most, (pyramid.high[row] as number) - (pyramid.low[row] as number) || 0), 0) || 1;
  return {
    title: `${data.label} of ${order.length} neurons over time, ${data.common ? "over one range" : "each over its own range"}`,
    time: { axis, box },
    ...(rowHeight !== null && {
      tall: rowHeight * order.length + gutter.top + gutter.bottom,
      rowAt: (track) => {
        const i = order.findIndex((row) => tracks[row] === track);
        return i < 0 ? null : [i * rowHeight, (i + 1) * rowHeight + gutter.top + gutter.bottom];
      },
    }),
    draw: (pen, size, palette, { window, selected, hovered, scroll, moving }) => {
      const place = box(size);
      const x = timeScale(axis, place, window);
      const room = roomOf(place, scroll);
      const down = rowHeight === null ? 0 : (scroll ?? 0);
      const from = Math.floor(down / room);
      const to = Math.min(order.length, Math.ceil((down + place.height) / room));
      const topOf = (i: number) => place.top + i * room - down;
      const every = Math.max(1, Math.ceil(12 / room));
      drawTimeAxis(pen, axis, place, palette, false, window);
      pen.textAlign = "left";
      pen.textBaseline = "top";
      pen.fillStyle = palette.faint;
      pen.fillText(data.common ? "" : `${data.label}, each over its own range`, place.left, place.top + place.height + 19);
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      pen.save();
      pen.beginPath();
      pen.rect(0, place.top - 4, size.width, place.height + 8);
      pen.clip();
      order.slice(from, to).forEach((row, k) => {
        const i = from + k;
        const track = tracks[row] as number;
        const chosen = track === selected;
        const top = topOf(i);
        if (chosen || track === hovered) {
          pen.fillStyle = palette.chosen;
          pen.fillRect(0, top, size.width, room);
        }
        if (i % every !== 0 && !chosen) return;
        pen.textAlign = "right";
        pen.fillStyle = chosen ? palette.text : palette.faint;
        pen.fillText(fitText(pen, names[row] ?? "", place.left - 12), place.left - 8, top + room / 2);
      });
      pen.restore();
      pen.save();
      pen.beginPath();
      pen.rect(place.left, place.top - 4, place.width, place.height + 8);
      pen.clip();
      // What is chosen is drawn last, over its neighbours.
      const last = order.findIndex((row) => tracks[row] === selected);
      const shown = Array.from({ length: to - from }, (_, k) => from + k).filter((i) => i !== last);
      const sequence = last >= from && last < to ? [...shown, last] : shown;
      const styled = sequence.map((i): RasterRow => {
        const row = order[i] as number;
        const low = pyramid.low[row] as number;
        const own = (pyramid.high[row] as number) - low || 1;
        const rise = Math.max(1, room - Math.min(6, room * 0.2)) * (data.common ? 1.6 : 1);
        return {
          row,
          colour: data.colourOf(row, palette.dark),
          base: topOf(i + 1) - Math.min(3, room * 0.1),
          low,
          rise: rise / (data.common ? span : own),
          thick: i === last ? 1.7 : room < 6 ? 0.7 : 1.1,
        };
      });
      const [first, end] = columnsIn(axis, window);
      // On paper lines stay lines, however many.
      if (scroll !== null && (end - first) * styled.length > mostStroked) {
        raster ??= new TraceRaster();
        raster.paint(pen, pyramid, styled, axis, window, place, moving);
      } else {
        for (const { row, colour, base, low, rise, thick } of styled) {
          const y = (value: number): number => base - (value - low) * rise;
          if (error && room >= banded) {
            const own = [row * frames, (row + 1) * frames] as const;
            pen.fillStyle = colour;
            drawErrorBand(
              pen,
              { values: values.subarray(...own), error: error.subarray(...own), axis, shown: [first, end] },
              x,
              y,
              place.width,
            );
          }
          pen.strokeStyle = colour;
          pen.lineWidth = thick;
          strokeCorners(pen, traceCorners(pyramid, row, axis, window, x, y, place.width));
        }
      }
      pen.restore();
      if (!data.common) return;
      const bar = barOf(span);
      const tall = (bar / span) * Math.max(1, room - Math.min(6, room * 0.2)) * 1.6;
      const bottom = place.top + place.height + 30;
      pen.fillStyle = palette.text;
      pen.fillRect(place.left, bottom - tall, 1.5, tall);
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      pen.fillText(`${short(bar)} ${data.label}`, place.left + 7, bottom - Math.min(6, tall / 2));
    },
    hit: (px, py, size, { window, scroll }) => {
      const place = box(size);
      if (py > place.top + place.height) return null;
      const row = order[Math.floor((py - place.top + (rowHeight === null ? 0 : (scroll ?? 0))) / roomOf(place, scroll))];
      if (row === undefined) return null;
      const track = tracks[row] as number;
      if (px < place.left) return { track, words: names[row] ?? "" };
      const column = frameAt(axis, timeScale(axis, place, window).invert(px));
      const value = values[row * frames + column] as number;
      return { track, column, words: `${names[row]}\n${momentWords(axis, column)}: ${Number.isNaN(value) ? "not seen" : short(value)}` };
    },
    table: () => wideTable({ values, error }, frames, axis, data),
  };
}

/** A column a neuron in the order shown, then one a neuron for the standard deviation where it is known; a row a frame. */
export function wideTable(
  { values, error }: { readonly values: Float32Array; readonly error: Float32Array | null },
  frames: number,
  axis: TimeAxis,
  { order, names }: NeuronRows,
) {
  const headings = order.map((row) => names[row] ?? "");
  const cells = (of: Float32Array, t: number) => order.map((row) => of[row * frames + t] as number);
  return {
    columns: [axis.unit === "s" ? "time_s" : "t", ...headings, ...(error ? headings.map((name) => `${name} error`) : [])],
    rows: function* () {
      for (let t = 0; t < frames; t++) yield [axis.values[t] as number, ...cells(values, t), ...(error ? cells(error, t) : [])];
    },
  };
}

/** A round length near a third of a range. */
function barOf(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / 2));
  for (const factor of [5, 2, 1]) if (factor * power <= span / 2) return factor * power;
  return power;
}
