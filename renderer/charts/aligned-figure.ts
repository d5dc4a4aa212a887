import { scaleLinear } from "d3";
import type { AlignedAverage } from "#core/analysis/aligned";
import { drawBand } from "#renderer/charts/band.ts";
import { colourBarRoom, drawColourBar } from "#renderer/charts/colour-bar.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { colourActivity, drawRowNames, mapRange } from "#renderer/charts/map-figure.ts";
import type { Box } from "#renderer/charts/palette.ts";
import type { Picture } from "#renderer/charts/picture.ts";
import type { NeuronRows } from "#renderer/charts/stack-figure.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { strokeCorners } from "#renderer/charts/trace-line.ts";
import { drawBottomAxis, drawLeftAxis } from "#renderer/charts/value-axis.ts";

export interface AlignedFigureData extends NeuronRows {
  readonly average: AlignedAverage;
  /** Moments averaged around. */
  readonly onsets: readonly number[];
  readonly label: string;
  readonly unit: "s" | "frame";
  readonly table: Uint8Array;
  readonly parameters: Readonly<Record<string, unknown>>;
}

function layout({ width, height }: Size): { readonly map: Box; readonly course: Box } {
  const tall = Math.max(10, height - 24 - 44);
  const map = { left: 66, top: 24, width: Math.max(10, (width - 66) * 0.5 - colourBarRoom), height: tall };
  const left = map.left + map.width + colourBarRoom + 62;
  return { map, course: { left, top: 24, width: Math.max(10, width - left - 16), height: tall } };
}

/** What the neurons do around repeated moments: all as colour, and the chosen one with every repeat, mean and s.e.m. */
export function alignedFigure(data: AlignedFigureData): Figure {
  const { average, onsets, order, tracks, names, label, unit, table } = data;
  const { lag, mean, sem, count, repeats } = average;
  const points = lag.length;
  const means = Float32Array.from(mean);
  const range = mapRange(means);
  const first = lag[0] ?? 0;
  const last = lag[points - 1] ?? 1;
  let picture: Picture | null = null;
  const name = `time from onset (${unit === "s" ? "s" : "frames"})`;
  return {
    title: `${label} of ${order.length} neurons around ${onsets.length} onsets`,
    aboutChosen: true,
    parameters: { ...data.parameters, onsets, spread: "standard error of the mean" },
    draw: (pen, size, palette, { selected, hovered }) => {
      const { map, course } = layout(size);
      picture ??= paint(means, points, data, range);
      const x = scaleLinear([first, last], [map.left, map.left + map.width]);
      pen.fillStyle = palette.grid;
      pen.fillRect(map.left, map.top, map.width, map.height);
      pen.imageSmoothingEnabled = false;
      if (order.length > 0) pen.drawPicture(picture, map.left, map.top, map.width, map.height);
      pen.strokeStyle = palette.surface;
      pen.lineWidth = 1.2;
      pen.setLineDash([4, 3]);
      pen.beginPath();
      pen.moveTo(x(0), map.top);
      pen.lineTo(x(0), map.top + map.height);
      pen.stroke();
      pen.setLineDash([]);
      drawBottomAxis(pen, x, map, name, palette);
      drawRowNames(pen, data, map, map.height / Math.max(1, order.length), palette, selected, hovered);
      drawColourBar(pen, map, range, table, label, palette);

      const row = tracks.findIndex((track) => track === selected);
      pen.font = palette.font;
      pen.fillStyle = palette.text;
      pen.textBaseline = "top";
      pen.textAlign = "left";
      pen.fillText(`mean of ${onsets.length} repeats`, map.left, 4);
      pen.fillText(row < 0 ? `all ${order.length} neurons, mean ± s.e.m.` : `${names[row]}: repeats, mean ± s.e.m.`, course.left, 4);
      const shown =
        row < 0
          ? overNeurons(means, points, order)
          : { mean: mean.subarray(row * points, (row + 1) * points), sem: sem.subarray(row * points, (row + 1) * points) };
      const lines =
        row < 0 ? [] : onsets.map((_, k) => repeats.subarray((row * onsets.length + k) * points, (row * onsets.length + k + 1) * points));
      let low = 0;
      let high = 0;
      const reach = (value: number) => {
        if (value < low) low = value;
        if (value > high) high = value;
      };
      for (const line of lines) line.forEach(reach);
      for (let i = 0; i < points; i++) {
        reach((shown.mean[i] as number) + ((shown.sem[i] as number) || 0));
        reach((shown.mean[i] as number) - ((shown.sem[i] as number) || 0));
      }
      const across = scaleLinear([first, last], [course.left, course.left + course.width]);
      const y = scaleLinear([low, high > low ? high : low + 1], [course.top + course.height, course.top]).nice(4);
      drawLeftAxis(pen, y, course, label, palette);
      drawBottomAxis(pen, across, course, name, palette);
      pen.strokeStyle = palette.line;
      pen.setLineDash([4, 3]);
      pen.beginPath();
      pen.moveTo(across(0), course.top);
      pen.lineTo(across(0), course.top + course.height);
      pen.stroke();
      pen.setLineDash([]);
      const xs = Float64Array.from(lag, (value) => across(value));
      const colour = row < 0 ? palette.accent : data.colourOf(row, palette.dark);
      pen.strokeStyle = palette.line;
      pen.globalAlpha = 0.55;
      pen.lineWidth = 0.8;
      for (const line of lines) strokeCorners(pen, { x: xs, y: Float64Array.from(line, (value) => y(value)), count: points });
      pen.globalAlpha = 0.25;
      pen.fillStyle = colour;
      drawBand(pen, xs, shown.mean, shown.sem, y);
      pen.globalAlpha = 1;
      pen.strokeStyle = colour;
      pen.lineWidth = 2;
      strokeCorners(pen, { x: xs, y: Float64Array.from(shown.mean, (value) => y(value)), count: points });
    },
    hit: (px, py, size) => {
      const { map } = layout(size);
      const row = order[Math.floor(((py - map.top) / map.height) * order.length)];
      if (row === undefined || px > map.left + map.width) return null;
      const track = tracks[row] as number;
      if (px < map.left) return { track, words: names[row] ?? "" };
      const i = Math.round(((px - map.left) / map.width) * (points - 1));
      const at = row * points + i;
      return {
        track,
        words: `${names[row]}, ${short(lag[i] as number)} ${unit} from onset\n${short(mean[at] as number)} ± ${short(sem[at] as number)} (${count[at]} repeats)`,
      };
    },
    table: () => ({
      columns: ["track", "name", unit === "s" ? "lag_s" : "lag_frames", "mean", "sem", "repeats"],
      rows: function* () {
        for (const row of order)
          for (let i = 0; i < points; i++)
            yield [
              tracks[row] as number,
              names[row] ?? "",
              lag[i] as number,
              mean[row * points + i] as number,
              sem[row * points + i] as number,
              count[row * points + i] as number,
            ];
      },
    }),
  };
}

function paint(means: Float32Array, points: number, { order, table }: AlignedFigureData, range: readonly [number, number]): Picture {
  return { width: points, height: Math.max(1, order.length), rgba: colourActivity(means, points, 0, points, order, range, table) };
}

/** Mean and standard error over neurons of their averages. */
function overNeurons(means: Float32Array, points: number, order: readonly number[]): { mean: Float64Array; sem: Float64Array } {
  const mean = new Float64Array(points);
  const sem = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    const values = order.map((row) => means[row * points + i] as number).filter((value) => !Number.isNaN(value));
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    mean[i] = middle;
    sem[i] =
      values.length > 1
        ? Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1) / values.length)
        : Number.NaN;
  }
  return { mean, sem };
}
