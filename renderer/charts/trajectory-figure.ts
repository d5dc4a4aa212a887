import { type ScaleLinear, scaleLinear } from "d3";
import type { Components } from "#core/analysis/components";
import { colourBarRoom, drawColourBar } from "#renderer/charts/colour-bar.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import type { Box } from "#renderer/charts/palette.ts";
import { columnsIn, momentWords, type TimeAxis, type TimeWindow, timeExtent } from "#renderer/charts/time-axis.ts";
import { extentOf } from "#renderer/charts/trace-line.ts";
import { drawBottomAxis, drawLeftAxis } from "#renderer/charts/value-axis.ts";

export interface TrajectoryFigureData {
  readonly components: Components;
  readonly axis: TimeAxis;
  /** 256 RGBA entries, from the first moment to the last. */
  readonly table: Uint8Array;
  readonly neurons: readonly { readonly track: number; readonly name: string }[];
}

interface Panel {
  readonly box: Box;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  /** Components shown, from 0. */
  readonly of: readonly [number, number];
}

/** Most corners of the path; a longer movie is thinned evenly. */
const mostCorners = 6000;

/** The brain's path through the space of principal components: two by one, and three by one beside it. */
export function trajectoryFigure(data: TrajectoryFigureData): Figure {
  const { components, axis, table, neurons } = data;
  const { count, scores, explained } = components;
  const frames = axis.values.length;
  const course = (k: number) => Float64Array.from({ length: frames }, (_, t) => scores[t * count + k] as number);
  const courses = Array.from({ length: Math.min(3, count) }, (_, k) => course(k));
  const panels = ({ width, height }: Size): Panel[] => {
    const pairs: readonly (readonly [number, number])[] =
      count > 2 && width > 480
        ? [
            [0, 1],
            [0, 2],
          ]
        : count > 1
          ? [[0, 1]]
          : [];
    const room = (width - colourBarRoom - 8) / Math.max(1, pairs.length);
    return pairs.map((of, i) => {
      const box = { left: i * room + 58, top: 12, width: Math.max(10, room - 58 - 16), height: Math.max(10, height - 12 - 40) };
      const x = scaleLinear(extentOf(courses[of[0]] as Float64Array), [box.left + 6, box.left + box.width - 6]).nice(4);
      const y = scaleLinear(extentOf(courses[of[1]] as Float64Array), [box.top + box.height - 6, box.top + 6]).nice(4);
      return { box, x, y, of };
    });
  };
  const named = (k: number) => `PC${k + 1} (${(100 * (explained[k] ?? 0)).toFixed(1)} %)`;
  const shown = (window: TimeWindow) => columnsIn(axis, window);
  return {
    title: `Path of ${neurons.length} neurons' activity through the space of its principal components`,
    live: true,
    parameters: { standardised: true, explained: Array.from(explained) },
    draw: (pen, size, palette, { column, window }) => {
      pen.font = palette.font;
      const list = panels(size);
      if (list.length === 0) {
        pen.fillStyle = palette.faint;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText("Two neurons whose activity varies are needed for a path.", size.width / 2, size.height / 2);
        pen.textAlign = "left";
        return;
      }
      const shades = readable(table, palette.dark);
      const [first, last] = shown(window);
      const every = Math.max(1, Math.ceil((last - first) / mostCorners));
      for (const { box, x, y, of } of list) {
        drawBottomAxis(pen, x, box, named(of[0]), palette);
        drawLeftAxis(pen, y, box, named(of[1]), palette);
        const px = (t: number) => x(courses[of[0]]?.[t] as number);
        const py = (t: number) => y(courses[of[1]]?.[t] as number);
        pen.lineWidth = 1.3;
        pen.lineJoin = "round";
        // One stroke a colour: sixty-four along the way.
        const piece = Math.max(every, Math.ceil((last - first + 1) / 64));
        for (let from = first; from < last; from += piece) {
          const entry = Math.round(((from + piece / 2 - first) / Math.max(1, last - first)) * 255);
          pen.strokeStyle = colour(shades, entry);
          pen.beginPath();
          pen.moveTo(px(from), py(from));
          for (let t = from + every; t < Math.min(last, from + piece); t += every) pen.lineTo(px(t), py(t));
          const end = Math.min(last, from + piece);
          pen.lineTo(px(end), py(end));
          pen.stroke();
        }
        if (column < 0) continue;
        pen.beginPath();
        pen.arc(px(column), py(column), 5, 0, Math.PI * 2);
        pen.fillStyle = palette.accent;
        pen.fill();
        pen.strokeStyle = palette.surface;
        pen.lineWidth = 1.5;
        pen.stroke();
      }
      const whole = timeExtent(axis);
      const right = list.at(-1)?.box;
      if (right) drawColourBar(pen, right, window ?? whole, shades, axis.unit === "s" ? "time (s)" : "frame", palette);
    },
    hit: (px, py, size, { window }) => {
      const panel = panels(size).find(({ box }) => px >= box.left - 4 && px <= box.left + box.width + 4);
      if (!panel) return null;
      const [first, last] = shown(window);
      let column = -1;
      let least = 24 ** 2;
      for (let t = first; t <= last; t++) {
        const dx = panel.x(courses[panel.of[0]]?.[t] as number) - px;
        const dy = panel.y(courses[panel.of[1]]?.[t] as number) - py;
        if (dx * dx + dy * dy >= least) continue;
        least = dx * dx + dy * dy;
        column = t;
      }
      return column < 0 ? null : { column, words: momentWords(axis, column) };
    },
    table: () => ({
      columns: [axis.unit === "s" ? "time_s" : "t", ...Array.from({ length: count }, (_, k) => `pc${k + 1}`)],
      rows: function* () {
        for (let t = 0; t < frames; t++) yield [axis.values[t] as number, ...Array.from(scores.subarray(t * count, (t + 1) * count))];
      },
    }),
  };
}

/** The part of a map that stands out from the ground. */
function readable(table: Uint8Array, onDark: boolean): Uint8Array {
  const [from, to] = onDark ? [80, 255] : [0, 220];
  const part = new Uint8Array(table.length);
  for (let i = 0; i < 256; i++) {
    const entry = Math.round(from + ((to - from) * i) / 255) * 4;
    part.set(table.subarray(entry, entry + 4), i * 4);
  }
  return part;
}

function colour(table: Uint8Array, entry: number): string {
  return `rgb(${table[entry * 4]}, ${table[entry * 4 + 1]}, ${table[entry * 4 + 2]})`;
}
