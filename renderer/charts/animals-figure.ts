import { scaleLinear } from "d3";
import { drawBand } from "#renderer/charts/band.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { type Box, clusterColour } from "#renderer/charts/palette.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { extentOf, strokeCorners } from "#renderer/charts/trace-line.ts";
import { drawBottomAxis, drawLeftAxis } from "#renderer/charts/value-axis.ts";

/** Traces of several animals on one clock, by neuron name. */
export interface JoinedSet {
  readonly neurons: readonly string[];
  readonly animals: readonly string[];
  /** s, [m]. */
  readonly lag: Float64Array;
  /** [neuron, m]; the error NaN where fewer than two animals have a value. */
  readonly mean: Float64Array;
  readonly sem: Float64Array;
  /** [neuron, animal, m]; NaN where missing. */
  readonly values: Float32Array;
}

const legend = 22;
const tallest = 150;

/** Every neuron in every animal: a panel a neuron, a line an animal, mean ± standard error; who lacks it is said. */
export function animalsFigure(joined: JoinedSet, label: string): Figure {
  const { neurons, animals, lag, mean, sem, values } = joined;
  const points = lag.length;
  const columns = Math.min(neurons.length, 3);
  const rows = Math.ceil(neurons.length / Math.max(1, columns));
  const lineOf = (n: number, a: number) => values.subarray((n * animals.length + a) * points, (n * animals.length + a + 1) * points);
  const has = (n: number, a: number) => lineOf(n, a).some((value) => !Number.isNaN(value));
  const panel = (n: number, { width, height }: Size, scroll: number | null): Box => {
    const across = width / columns;
    const down = scroll === null ? (height - legend) / rows : tallest;
    return {
      left: (n % columns) * across + 56,
      top: legend + Math.floor(n / columns) * down + 18 - (scroll ?? 0),
      width: Math.max(10, across - 56 - 12),
      height: Math.max(10, down - 18 - 38),
    };
  };
  const whole = [lag[0] ?? 0, lag[points - 1] ?? 1] as const;
  return {
    title: `${label} of ${neurons.length} neurons in ${animals.length} animals, mean ± s.e.m.`,
    tall: legend + rows * tallest,
    parameters: { animals, joinedBy: "neuron name", spread: "standard error of the mean over animals" },
    draw: (pen, size, palette, { scroll }) => {
      neurons.forEach((name, n) => {
        const box = panel(n, size, scroll);
        if (box.top > size.height || box.top + box.height < 0) return;
        const [low, high] = extentOf(values.subarray(n * animals.length * points, (n + 1) * animals.length * points));
        const x = scaleLinear(whole, [box.left, box.left + box.width]);
        const y = scaleLinear([low, high], [box.top + box.height, box.top]).nice(3);
        drawLeftAxis(pen, y, box, label, palette);
        drawBottomAxis(pen, x, box, "time (s)", palette);
        const xs = Float64Array.from(lag, (value) => x(value));
        animals.forEach((_, a) => {
          pen.strokeStyle = clusterColour(a);
          pen.lineWidth = 0.9;
          pen.globalAlpha = 0.75;
          strokeCorners(pen, { x: xs, y: Float64Array.from(lineOf(n, a), (value) => y(value)), count: points });
        });
        const own = mean.subarray(n * points, (n + 1) * points);
        pen.globalAlpha = 0.2;
        pen.fillStyle = palette.text;
        drawBand(pen, xs, own, sem.subarray(n * points, (n + 1) * points), y);
        pen.globalAlpha = 1;
        pen.strokeStyle = palette.text;
        pen.lineWidth = 1.8;
        strokeCorners(pen, { x: xs, y: Float64Array.from(own, (value) => y(value)), count: points });
        const lacking = animals.filter((_, a) => !has(n, a));
        pen.font = palette.font;
        pen.textBaseline = "bottom";
        pen.textAlign = "left";
        pen.fillStyle = palette.text;
        pen.fillText(name, box.left, box.top - 4);
        pen.textAlign = "right";
        pen.fillStyle = palette.faint;
        const said =
          lacking.length === 0 ? `n = ${animals.length}` : `n = ${animals.length - lacking.length}, missing in ${lacking.join(", ")}`;
        pen.fillText(said, box.left + box.width, box.top - 4);
        pen.textAlign = "left";
      });
      let at = 56;
      pen.fillStyle = palette.surface;
      pen.fillRect(0, 0, size.width, legend - 4);
      pen.font = palette.font;
      pen.textBaseline = "middle";
      animals.forEach((name, a) => {
        pen.fillStyle = clusterColour(a);
        pen.fillRect(at, 6, 14, 3);
        pen.fillStyle = palette.faint;
        pen.fillText(name, at + 18, 8);
        at += 34 + pen.measureText(name).width;
      });
    },
    hit: (px, py, size, { scroll }) => {
      const n = neurons.findIndex((_, i) => {
        const box = panel(i, size, scroll);
        return px >= box.left && px <= box.left + box.width && py >= box.top && py <= box.top + box.height;
      });
      if (n < 0) return null;
      const box = panel(n, size, scroll);
      const i = Math.round(((px - box.left) / box.width) * (points - 1));
      const at = n * points + i;
      return { words: `${neurons[n]} at ${short(lag[i] as number)} s\n${short(mean[at] as number)} ± ${short(sem[at] as number)}` };
    },
    table: () => ({
      columns: ["name", "time_s", "mean", "sem", ...animals],
      rows: function* () {
        for (let n = 0; n < neurons.length; n++)
          for (let i = 0; i < points; i++)
            yield [
              neurons[n] ?? "",
              lag[i] as number,
              mean[n * points + i] as number,
              sem[n * points + i] as number,
              ...animals.map((_, a) => lineOf(n, a)[i] as number),
            ];
      },
    }),
  };
}
