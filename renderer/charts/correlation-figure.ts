import { scaleLinear } from "d3";
import type { Correlation } from "#core/analysis/correlation";
import type { Hierarchy } from "#core/analysis/hierarchy";
import { colourBarRoom, drawColourBar } from "#renderer/charts/colour-bar.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import type { Box, ChartPalette } from "#renderer/charts/palette.ts";
import type { Pen } from "#renderer/charts/pen.ts";
import type { Picture } from "#renderer/charts/picture.ts";
import type { NeuronRows } from "#renderer/charts/stack-figure.ts";

export interface CorrelationFigureData extends Omit<NeuronRows, "colourOf"> {
  readonly correlation: Correlation;
  /** Drawn beside the matrix where the rows stand in its order; null leaves it out. */
  readonly hierarchy: Hierarchy | null;
  /** 256 RGBA entries from −1 to 1. */
  readonly table: Uint8Array;
}

const nameRoom = 52;

function layout({ width, height }: Size, tree: boolean): { readonly matrix: Box; readonly tree: Box } {
  const left = nameRoom + (tree ? 84 : 6);
  const side = Math.max(10, Math.min(width - left - colourBarRoom - 6, height - 34));
  const matrix = { left, top: 12, width: side, height: side };
  return { matrix, tree: { left: 14, top: 12, width: 78, height: side } };
}

/** How alike the neurons' courses are, pair by pair, and the tree that joins the most alike first. */
export function correlationFigure(data: CorrelationFigureData): Figure {
  const { correlation, hierarchy, order, tracks, names, table } = data;
  const { r, common, rows: n } = correlation;
  let picture: Picture | null = null;
  const at = (x: number, y: number, size: Size) => {
    const { matrix } = layout(size, hierarchy !== null);
    const i = order[Math.floor(((y - matrix.top) / matrix.height) * n)];
    const j = order[Math.floor(((x - matrix.left) / matrix.width) * n)];
    return i === undefined || (x > matrix.left && j === undefined) ? null : { i, j: x > matrix.left ? j : undefined };
  };
  return {
    title: `Correlation of ${n} neurons, pair by pair${hierarchy ? ", with the dendrogram of average linkage at distance 1 − r" : ""}`,
    parameters: { correlation: "Pearson's r over common frames", linkage: hierarchy ? "average, distance 1 − r" : null },
    draw: (pen, size, palette, { selected, hovered }) => {
      const { matrix, tree } = layout(size, hierarchy !== null);
      picture ??= paint(r, n, order, table);
      pen.fillStyle = palette.grid;
      pen.fillRect(matrix.left, matrix.top, matrix.width, matrix.height);
      pen.imageSmoothingEnabled = false;
      if (n > 0) pen.drawPicture(picture, matrix.left, matrix.top, matrix.width, matrix.height);
      const room = matrix.height / Math.max(1, n);
      const every = Math.max(1, Math.ceil(12 / room));
      const chosen = order.findIndex((row) => tracks[row] === selected);
      const near = order.findIndex((row) => tracks[row] === hovered);
      pen.font = palette.font;
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      order.forEach((row, i) => {
        if (i !== chosen && (i % every !== 0 || (chosen >= 0 && Math.abs(i - chosen) < every))) return;
        pen.fillStyle = i === chosen ? palette.text : palette.faint;
        pen.fillText(fitText(pen, names[row] ?? "", nameRoom - 10), matrix.left - 6, matrix.top + (i + 0.5) * room);
      });
      for (const i of [near, chosen]) {
        if (i < 0) continue;
        pen.strokeStyle = i === chosen ? palette.accent : palette.text;
        pen.lineWidth = i === chosen ? 1.5 : 0.75;
        pen.strokeRect(matrix.left, matrix.top + i * room, matrix.width, room);
        pen.strokeRect(matrix.left + i * room, matrix.top, room, matrix.height);
      }
      if (hierarchy) drawTree(pen, hierarchy, n, { ...tree, left: 14, width: matrix.left - nameRoom - 14 }, palette);
      drawColourBar(pen, matrix, [-1, 1], table, "Pearson's r", palette);
    },
    hit: (x, y, size) => {
      const found = at(x, y, size);
      if (!found || found.i === undefined) return null;
      const track = tracks[found.i] as number;
      if (found.j === undefined) return { track, words: names[found.i] ?? "" };
      const value = r[found.i * n + found.j] as number;
      const said = Number.isNaN(value) ? "too few common frames" : `r = ${value.toFixed(3)}`;
      return { track, words: `${names[found.i]} and ${names[found.j]}\n${said} (${common[found.i * n + found.j]} frames)` };
    },
    table: () => ({
      columns: ["track_a", "name_a", "track_b", "name_b", "r", "common_frames"],
      rows: function* () {
        for (let i = 0; i < n; i++)
          for (let j = i + 1; j < n; j++)
            yield [
              tracks[i] as number,
              names[i] ?? "",
              tracks[j] as number,
              names[j] ?? "",
              r[i * n + j] as number,
              common[i * n + j] as number,
            ];
      },
    }),
  };
}

function paint(r: Float64Array, n: number, order: readonly number[], table: Uint8Array): Picture {
  const side = Math.max(1, n);
  const rgba = new Uint8ClampedArray(side * side * 4);
  order.forEach((i, y) =>
    order.forEach((j, x) => {
      const value = r[i * n + j] as number;
      if (Number.isNaN(value)) return;
      const entry = Math.round(((value + 1) / 2) * 255) * 4;
      rgba.set([table[entry] as number, table[entry + 1] as number, table[entry + 2] as number, 255], (y * n + x) * 4);
    }),
  );
  return { width: side, height: side, rgba };
}

/** A dendrogram that grows leftwards from its leaves at the right edge of a box. */
function drawTree(pen: Pen, { merges, order }: Hierarchy, n: number, box: Box, palette: ChartPalette): void {
  const tallest = merges.at(-1)?.height ?? 1;
  const x = scaleLinear([0, tallest || 1], [box.left + box.width, box.left]);
  const room = box.height / Math.max(1, n);
  const place = new Float64Array(n + merges.length);
  const height = new Float64Array(n + merges.length);
  order.forEach((leaf, i) => (place[leaf] = box.top + (i + 0.5) * room));
  pen.strokeStyle = palette.line;
  pen.lineWidth = 1;
  pen.lineJoin = "round";
  pen.beginPath();
  merges.forEach((merge, m) => {
    const at = x(merge.height);
    pen.moveTo(x(height[merge.a] as number), place[merge.a] as number);
    pen.lineTo(at, place[merge.a] as number);
    pen.lineTo(at, place[merge.b] as number);
    pen.lineTo(x(height[merge.b] as number), place[merge.b] as number);
    place[n + m] = ((place[merge.a] as number) + (place[merge.b] as number)) / 2;
    height[n + m] = merge.height;
  });
  pen.stroke();
  pen.font = palette.font;
  pen.fillStyle = palette.faint;
  pen.textBaseline = "top";
  const bottom = box.top + box.height + 6;
  pen.textAlign = "right";
  pen.fillText("0", box.left + box.width + 3, bottom);
  pen.textAlign = "left";
  pen.fillText(tallest.toFixed(2), box.left - 4, bottom);
  pen.textAlign = "center";
  pen.fillText("1 − r", box.left + box.width / 2 + 6, bottom);
  pen.textAlign = "left";
}
