import { scaleLinear } from "d3";
import type { ActivityEvent } from "#core/analysis/events";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import type { Box } from "#renderer/charts/palette.ts";
import { drawRowNames } from "#renderer/charts/map-figure.ts";
import type { NeuronRows } from "#renderer/charts/stack-figure.ts";
import { drawTimeAxis, frameAt, momentWords, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { drawLeftAxis } from "#renderer/charts/value-axis.ts";

export interface RasterFigureData extends NeuronRows {
  readonly events: readonly ActivityEvent[];
  readonly axis: TimeAxis;
  /** What an event's height is measured in. */
  readonly label: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const strip = 46;
const box = ({ width, height }: Size): Box => ({
  left: 66,
  top: 10,
  width: Math.max(10, width - 66 - 16),
  height: Math.max(10, height - 44 - strip - 12),
});

/** When each neuron had an event; below, how many have one at a time. */
export function rasterFigure(data: RasterFigureData): Figure {
  const { events, axis, order, tracks, names } = data;
  const frames = axis.values.length;
  const active = new Int32Array(frames);
  for (const { from, to } of events) for (let t = from; t < to; t++) active[t] = (active[t] as number) + 1;
  const most = active.reduce((high, value) => Math.max(high, value), 1);
  const byRow = new Map<number, ActivityEvent[]>();
  for (const event of events) byRow.set(event.row, [...(byRow.get(event.row) ?? []), event]);
  return {
    title: `${events.length} events of ${order.length} neurons over time`,
    time: { axis, box },
    parameters: data.parameters,
    draw: (pen, size, palette, { window, selected, hovered }) => {
      const place = box(size);
      const x = timeScale(axis, place, window);
      const room = place.height / Math.max(1, order.length);
      const end = (column: number) => x(axis.values[Math.min(frames - 1, column)] as number);
      pen.fillStyle = palette.grid;
      order.forEach((_, i) => room > 5 && pen.fillRect(place.left, place.top + (i + 0.5) * room - 0.25, place.width, 0.5));
      const below: Box = { left: place.left, top: place.top + place.height + 12, width: place.width, height: strip };
      const y = scaleLinear([0, most], [below.top + below.height, below.top]);
      pen.save();
      pen.beginPath();
      pen.rect(place.left, 0, place.width, size.height);
      pen.clip();
      order.forEach((row, i) => {
        const tall = Math.max(1, room * 0.72);
        pen.fillStyle = data.colourOf(row, palette.dark);
        for (const event of byRow.get(row) ?? []) {
          const left = x(axis.values[event.from] as number);
          pen.fillRect(left, place.top + (i + 0.5) * room - tall / 2, Math.max(1.5, end(event.to) - left), tall);
        }
      });
      pen.fillStyle = palette.line;
      for (let t = 0; t < frames; t++) {
        const count = active[t] as number;
        if (count === 0) continue;
        const left = x(axis.values[t] as number);
        if (left > place.left + place.width || end(t + 1) < place.left) continue;
        pen.fillRect(left, y(count), Math.max(0.6, end(t + 1) - left + 0.3), below.top + below.height - y(count));
      }
      pen.restore();
      drawLeftAxis(pen, y, below, "active", palette);
      drawTimeAxis(pen, axis, below, palette, false, window);
      drawRowNames(pen, data, place, room, palette, selected, hovered);
    },
    hit: (px, py, size, { window }) => {
      const place = box(size);
      const row = order[Math.floor(((py - place.top) / place.height) * order.length)];
      const column = frameAt(axis, timeScale(axis, place, window).invert(px));
      if (row === undefined) return px < place.left ? null : { column, words: `${momentWords(axis, column)}\n${active[column]} active` };
      const track = tracks[row] as number;
      if (px < place.left) return { track, words: names[row] ?? "" };
      const event = byRow.get(row)?.find(({ from, to }) => column >= from && column < to);
      const what = event ? `\nevent of ${momentWords(axis, event.from)}, height ${short(event.height)} ${data.label}` : "";
      return { track, column, words: `${names[row]}, ${momentWords(axis, column)}${what}` };
    },
    table: () => ({
      columns: ["track", "name", "from", "to", "peak", "height"],
      rows: () =>
        events.map(({ row, from, to, peak, height }) => [
          tracks[row] as number,
          names[row] ?? "",
          axis.values[from] as number,
          to < frames ? (axis.values[to] as number) : Number.NaN,
          axis.values[peak] as number,
          height,
        ]),
    }),
  };
}
