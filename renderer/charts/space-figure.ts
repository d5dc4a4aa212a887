import { scaleLinear } from "d3";
import { colourBarRoom, drawColourBar } from "#renderer/charts/colour-bar.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { type Box, clusterColour } from "#renderer/charts/palette.ts";
import type { Rows } from "#core/analysis/rows";
import { short } from "#renderer/charts/trace-figure.ts";
import { extentOf } from "#renderer/charts/trace-line.ts";
import { drawBottomAxis, drawLeftAxis } from "#renderer/charts/value-axis.ts";

/** Median place of each neuron over the movie, [row]; NaN where it has none. */
export interface Places {
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
}

export interface SpaceFigureData {
  readonly of: Rows;
  readonly places: Places;
  readonly tracks: readonly number[];
  readonly names: readonly string[];
  /** Cluster of each row; null colours by the activity of the frame on screen. */
  readonly clusters: Int32Array | null;
  readonly range: readonly [number, number];
  readonly table: Uint8Array;
  readonly label: string;
  /** Unit of lengths. */
  readonly unit: string;
}

interface View {
  readonly box: Box;
  readonly across: readonly number[] | Float64Array;
  readonly down: readonly number[] | Float64Array;
  readonly labels: readonly [string, string];
  readonly flip: boolean;
}

/** Where the neurons lie, from above and from the side, coloured by activity or by cluster. Lengths are true to scale. */
export function spaceFigure(data: SpaceFigureData): Figure {
  const { of, places, tracks, names, clusters, range, table, label, unit } = data;
  const [y0, y1] = extentOf(places.y);
  const [x0, x1] = extentOf(places.x);
  const [z0, z1] = extentOf(places.z);
  const deep = z1 - z0 > 1e-9 && places.z.some((value) => !Number.isNaN(value) && value !== 0);
  const margin = 0.04 * Math.max(x1 - x0, y1 - y0);
  const layout = ({ width, height }: Size) => {
    const sideways = y1 - y0 > x1 - x0;
    // The longer side of the worm runs from left to right.
    const [long, short_] = sideways ? [y1 - y0, x1 - x0] : [x1 - x0, y1 - y0];
    const depth = deep ? Math.max(z1 - z0, 0.15 * short_) : 0;
    const room = Math.max(60, height - 12 - 40 - (deep ? 46 : 0));
    const scale = Math.min((width - 58 - colourBarRoom - 20) / (long + 2 * margin), room / (short_ + depth + (deep ? 4 : 2) * margin));
    const top: Box = { left: 58, top: 12, width: (long + 2 * margin) * scale, height: (short_ + 2 * margin) * scale };
    const side: Box = { ...top, top: top.top + top.height + 46, height: (depth + 2 * margin) * scale };
    const across = sideways ? places.y : places.x;
    const views: View[] = [
      { box: top, across, down: sideways ? places.x : places.y, labels: sideways ? ["y", "x"] : ["x", "y"], flip: false },
    ];
    if (deep) views.push({ box: side, across, down: places.z, labels: [sideways ? "y" : "x", "z"], flip: true });
    return { views, scale };
  };
  const scales = ({ box, across, down, flip }: View, scale: number) => {
    const [a0] = extentOf(across);
    const [d0, d1] = extentOf(down);
    const x = scaleLinear([a0 - margin, a0 - margin + box.width / scale], [box.left, box.left + box.width]);
    const middle = (d0 + d1) / 2;
    const half = box.height / scale / 2;
    const y = scaleLinear([middle - half, middle + half], flip ? [box.top + box.height, box.top] : [box.top, box.top + box.height]);
    return { x, y };
  };
  const valueAt = (row: number, column: number) => (column < 0 ? Number.NaN : (of.values[row * of.frames + column] as number));
  return {
    title: `Places of ${tracks.length} neurons, coloured by ${clusters ? "cluster" : label}`,
    live: true,
    parameters: { places: "median over the movie", colour: clusters ? "cluster" : label },
    draw: (pen, size, palette, { column, selected, hovered }) => {
      const { views, scale } = layout(size);
      const radius = Math.max(3, Math.min(9, 1.6 * scale));
      for (const view of views) {
        const { x, y } = scales(view, scale);
        drawBottomAxis(pen, x, view.box, `${view.labels[0]} (${unit})`, palette);
        drawLeftAxis(pen, y, view.box, `${view.labels[1]} (${unit})`, palette);
        pen.font = palette.font;
        pen.textBaseline = "middle";
        pen.textAlign = "left";
        const last = tracks.findIndex((track) => track === selected);
        const sequence = [...tracks.keys()].filter((row) => row !== last);
        for (const row of last < 0 ? sequence : [...sequence, last]) {
          const at = [x(view.across[row] as number), y(view.down[row] as number)] as const;
          if (Number.isNaN(at[0] + at[1])) continue;
          const value = valueAt(row, column);
          pen.beginPath();
          pen.arc(at[0], at[1], radius, 0, Math.PI * 2);
          if (clusters) {
            pen.fillStyle = clusterColour(clusters[row] ?? -1);
            pen.fill();
          } else if (!Number.isNaN(value)) {
            const entry = Math.min(255, Math.max(0, Math.round(((value - range[0]) / (range[1] - range[0])) * 255))) * 4;
            pen.fillStyle = `rgb(${table[entry]}, ${table[entry + 1]}, ${table[entry + 2]})`;
            pen.fill();
          }
          const chosen = row === last || tracks[row] === hovered;
          pen.strokeStyle = row === last ? palette.accent : chosen ? palette.text : palette.line;
          pen.lineWidth = chosen ? 2 : 0.75;
          pen.stroke();
          if (!chosen) continue;
          pen.fillStyle = palette.text;
          pen.fillText(names[row] ?? "", at[0] + radius + 4, at[1]);
        }
      }
      const first = views[0]?.box;
      if (!first) return;
      if (!clusters) return drawColourBar(pen, first, range, table, label, palette);
      const count = Math.max(...clusters) + 1;
      pen.textBaseline = "middle";
      for (let k = 0; k < count; k++) {
        const top = first.top + 8 + k * 16;
        pen.fillStyle = clusterColour(k);
        pen.fillRect(first.left + first.width + 14, top - 4, 9, 9);
        pen.fillStyle = palette.faint;
        pen.fillText(`cluster ${k + 1}`, first.left + first.width + 27, top);
      }
    },
    hit: (px, py, size, { column }) => {
      const { views, scale } = layout(size);
      let best = -1;
      let least = 14;
      for (const view of views) {
        const { x, y } = scales(view, scale);
        tracks.forEach((_, row) => {
          const away = Math.hypot(x(view.across[row] as number) - px, y(view.down[row] as number) - py);
          if (away < least) {
            least = away;
            best = row;
          }
        });
      }
      if (best < 0) return null;
      const value = valueAt(best, column);
      const said = clusters
        ? `cluster ${(clusters[best] ?? -1) + 1 || "none"}`
        : `${label} ${Number.isNaN(value) ? "not seen" : short(value)}`;
      return { track: tracks[best] as number, words: `${names[best]}\n${said}` };
    },
    table: () => ({
      columns: ["track", "name", "z", "y", "x", ...(clusters ? ["cluster"] : [])],
      rows: () =>
        tracks.map((track, row) => [
          track,
          names[row] ?? "",
          places.z[row] as number,
          places.y[row] as number,
          places.x[row] as number,
          ...(clusters ? [(clusters[row] ?? -1) < 0 ? "" : (clusters[row] as number) + 1] : []),
        ]),
    }),
  };
}
