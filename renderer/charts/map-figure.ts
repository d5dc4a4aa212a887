import type { Rows } from "#core/analysis/rows";
import { colourBarRoom, drawColourBar } from "#renderer/charts/colour-bar.ts";
import type { Figure, Size } from "#renderer/charts/figure.ts";
import { fitText } from "#renderer/charts/fit-text.ts";
import { type Box, clusterColour } from "#renderer/charts/palette.ts";
import type { Picture } from "#renderer/charts/picture.ts";
import { drawTimeAxis, frameAt, momentWords, type TimeAxis, timeScale } from "#renderer/charts/time-axis.ts";
import { short } from "#renderer/charts/trace-figure.ts";
import { type NeuronRows, wideTable } from "#renderer/charts/stack-figure.ts";

export interface MapFigureData extends NeuronRows {
  readonly of: Rows;
  /** Standard deviation of each value, [row, frame]; null where it is not known. */
  readonly error: Float32Array | null;
  readonly axis: TimeAxis;
  readonly label: string;
  readonly range: readonly [number, number];
  /** 256 RGBA entries. */
  readonly table: Uint8Array;
  /** Cluster of each row of the traces, drawn beside it; null for none. */
  readonly clusters: Int32Array | null;
  readonly sortedBy: string;
}

const box = ({ width, height }: Size): Box => ({
  left: 66,
  top: 10,
  width: Math.max(10, width - 66 - colourBarRoom),
  height: Math.max(10, height - 44),
});

/** Most pixels a canvas may be wide everywhere. */
const widest = 8192;

/** Activity of all neurons as colour: rows are neurons, columns frames, with a colour bar. */
export function mapFigure(data: MapFigureData): Figure {
  const { of, order, axis, range, table, tracks, names } = data;
  let pictures: readonly Coarseness[] | null = null;
  return {
    title: `${data.label} of ${order.length} neurons as colour over time, sorted by ${data.sortedBy}`,
    time: { axis, box },
    parameters: { sortedBy: data.sortedBy, range },
    draw: (pen, size, palette, { window, selected, hovered }) => {
      const place = box(size);
      pictures ??= picturesOf(data);
      const [from, to] = window ? [frameAt(axis, window[0]), frameAt(axis, window[1])] : [0, of.frames - 1];
      const columns = to - from + 1;
      const picture = pictures.find(({ span }) => columns / span <= 2 * place.width) ?? pictures.at(-1);
      pen.fillStyle = palette.grid;
      pen.fillRect(place.left, place.top, place.width, place.height);
      pen.save();
      pen.beginPath();
      pen.rect(place.left, place.top, place.width, place.height);
      pen.clip();
      pen.imageSmoothingEnabled = false;
      if (picture) {
        const scale = place.width / columns;
        for (const { image, first } of picture.tiles) {
          const left = place.left + (first - from) * scale;
          const width = image.width * picture.span * scale;
          if (left < place.left + place.width && left + width > place.left) pen.drawPicture(image, left, place.top, width, place.height);
        }
      }
      pen.restore();
      drawTimeAxis(pen, axis, place, palette, false, window);
      const room = place.height / Math.max(1, order.length);
      if (data.clusters) {
        order.forEach((row, i) => {
          pen.fillStyle = clusterColour(data.clusters?.[row] ?? -1);
          pen.fillRect(place.left - 6, place.top + i * room, 4, room + 0.3);
        });
      }
      drawRowNames(pen, data, place, room, palette, selected, hovered);
      drawColourBar(pen, place, range, table, data.label, palette);
    },
    hit: (px, py, size, { window }) => {
      const place = box(size);
      const row = order[Math.floor(((py - place.top) / place.height) * order.length)];
      if (row === undefined || px > place.left + place.width) return null;
      const track = tracks[row] as number;
      if (px < place.left) return { track, words: names[row] ?? "" };
      const column = frameAt(axis, timeScale(axis, place, window).invert(px));
      const value = of.values[row * of.frames + column] as number;
      return { track, column, words: `${names[row]}\n${momentWords(axis, column)}: ${Number.isNaN(value) ? "not seen" : short(value)}` };
    },
    table: () => wideTable({ values: of.values, error: data.error }, of.frames, axis, data),
  };
}

/** Names at the left of rows, as many as fit; the chosen row is framed. */
export function drawRowNames(
  pen: Parameters<Figure["draw"]>[0],
  { order, tracks, names }: NeuronRows,
  place: Box,
  room: number,
  palette: Parameters<Figure["draw"]>[2],
  selected: number | null,
  hovered: number | null,
): void {
  const every = Math.max(1, Math.ceil(13 / room));
  const at = order.findIndex((row) => tracks[row] === selected);
  pen.font = palette.font;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  order.forEach((row, i) => {
    const chosen = i === at;
    const near = tracks[row] === hovered;
    if (chosen || near) {
      pen.strokeStyle = chosen ? palette.accent : palette.text;
      pen.lineWidth = chosen ? 1.5 : 0.75;
      pen.strokeRect(place.left - 0.75, place.top + i * room - 0.75, place.width + 1.5, room + 1.5);
    }
    if (!chosen && (i % every !== 0 || (at >= 0 && Math.abs(i - at) < every))) return;
    pen.fillStyle = chosen ? palette.text : palette.faint;
    pen.fillText(fitText(pen, names[row] ?? "", place.left - 18), place.left - 11, place.top + (i + 0.5) * room);
  });
  pen.textAlign = "left";
}

interface Coarseness {
  /** Frames a pixel. */
  readonly span: number;
  readonly tiles: readonly { readonly image: Picture; readonly first: number }[];
}

/** The map at one, four, sixteen … frames a pixel, so that any zoom is one or two images to draw. */
function picturesOf(data: MapFigureData): Coarseness[] {
  const pictures: Coarseness[] = [];
  let { values, frames } = data.of;
  for (let span = 1; ; span *= 4) {
    const tiles: { image: Picture; first: number }[] = [];
    for (let first = 0; first < frames; first += widest) {
      const width = Math.min(widest, frames - first);
      const rgba = colourActivity(values, frames, first, width, data.order, data.range, data.table);
      tiles.push({ image: { width, height: Math.max(1, data.order.length), rgba }, first: first * span });
    }
    pictures.push({ span, tiles });
    if (frames <= 600) return pictures;
    ({ values, frames } = meansOfFour(values, data.of.rows, frames));
  }
}

/** One pixel a value, rows in the order given; missing values are clear. */
export function colourActivity(
  values: Float32Array,
  frames: number,
  first: number,
  width: number,
  order: readonly number[],
  range: readonly [number, number],
  table: Uint8Array,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(Math.max(1, order.length) * width * 4);
  const scale = 255 / (range[1] - range[0]);
  let at = 0;
  for (const row of order) {
    for (let t = first; t < first + width; t++, at += 4) {
      const value = values[row * frames + t] as number;
      if (Number.isNaN(value)) continue;
      const entry = Math.min(255, Math.max(0, Math.round((value - range[0]) * scale))) * 4;
      rgba[at] = table[entry] as number;
      rgba[at + 1] = table[entry + 1] as number;
      rgba[at + 2] = table[entry + 2] as number;
      rgba[at + 3] = 255;
    }
  }
  return rgba;
}

function meansOfFour(values: Float32Array, rows: number, frames: number): { values: Float32Array; frames: number } {
  const next = Math.ceil(frames / 4);
  const means = new Float32Array(rows * next);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < next; i++) {
      let sum = 0;
      let count = 0;
      for (let t = i * 4; t < Math.min(frames, i * 4 + 4); t++) {
        const value = values[row * frames + t] as number;
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      means[row * next + i] = sum / count;
    }
  }
  return { values: means, frames: next };
}

/** Range that shows most of what is there: the 2nd to the 98th percentile. */
export function mapRange(values: Float32Array): readonly [number, number] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const low = sorted[Math.floor(sorted.length * 0.02)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.98))] ?? 1;
  return high > low ? [low, high] : [low, low + 1];
}
