import type { Box } from "#renderer/charts/palette.ts";
import type { Pen } from "#renderer/charts/pen.ts";
import { plainColour } from "#renderer/charts/plain-colour.ts";
import type { Pyramid } from "#renderer/charts/pyramid.ts";
import { type TimeAxis, timeExtent, timeScale, type TimeWindow } from "#renderer/charts/time-axis.ts";

/** A row of traces and where it lies: `value` is drawn at base − (value − low) × rise, CSS pixels. */
export interface RasterRow {
  readonly row: number;
  readonly colour: string;
  readonly base: number;
  readonly low: number;
  readonly rise: number;
  /** CSS pixels. */
  readonly thick: number;
}

/** Most corners that are stroked as paths, whose edges are a little smoother. */
export const mostStroked = 3000;

/** Painting that takes less than this, ms, is done for every frame; other painting about so often, ms. */
const cheap = 5;
const everyNow = 100;

/**
 * Many traces, painted pixel by pixel: for every pixel column the span from the least to
 * the greatest value, joined to its neighbour. Hundreds of traces take a few milliseconds, where stroking
 * their paths takes hundreds.
 */
export class TraceRaster {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData | null = null;
  /** What the canvas holds: which rows, over which window, painted when and in how many ms. */
  private held = { what: "", window: [0, 1] as readonly [number, number], at: 0, cost: 0 };

  /** @param moving the window is on the move: what is held is stretched, and painted anew only now and then */
  paint(pen: Pen, pyramid: Pyramid, rows: readonly RasterRow[], axis: TimeAxis, window: TimeWindow, place: Box, moving: boolean): void {
    const what = `${place.width} ${place.height} ${rows.length} ${rows[0]?.row} ${rows[0]?.base} ${rows[0]?.rise} ${rows[0]?.colour}`;
    const shown = window ?? timeExtent(axis);
    const began = performance.now();
    if (!moving || this.held.what !== what || this.held.cost < cheap || began - this.held.at > everyNow + 4 * this.held.cost) {
      this.render(pyramid, rows, axis, window, place, moving ? 0.5 : 1);
      this.held = { what, window: shown, at: performance.now(), cost: performance.now() - began };
    }
    const scale = timeScale(axis, place, window);
    const [from, to] = this.held.window;
    pen.imageSmoothingEnabled = moving || this.held.window !== shown;
    pen.drawPicture(this.canvas, scale(from), place.top, scale(to) - scale(from), place.height);
  }

  /** @param share of the pixel columns that are painted: half of them cost half, and are stretched */
  private render(pyramid: Pyramid, rows: readonly RasterRow[], axis: TimeAxis, window: TimeWindow, place: Box, share: number): void {
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(place.width * ratio * share));
    const height = Math.max(1, Math.round(place.height * ratio));
    const context = this.canvas.getContext("2d");
    if (!context) return;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.image) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = new ImageData(width, height);
    } else this.image.data.fill(0);
    const pixels = new Uint32Array(this.image.data.buffer);
    const bounds = columnBounds(axis, window, place, width);
    const scale = timeScale(axis, { ...place, left: 0, width }, window);
    const from = Math.max(0, (bounds[0] as number) - 1);
    const places = Float64Array.from(axis.values.subarray(from, (bounds[width] as number) + 1), (value) => scale(value));
    const extents = { low: new Float64Array(width), high: new Float64Array(width) };
    for (const row of rows) paintRow(pixels, width, height, pyramid, bounds, places, extents, row, place.top, ratio);
    context.putImageData(this.image, 0, 0);
  }
}

/** First frame at or behind the left edge of each pixel column, and of the one behind the last. */
function columnBounds(axis: TimeAxis, window: TimeWindow, place: Box, width: number): Int32Array {
  const scale = timeScale(axis, { ...place, left: 0, width }, window);
  const bounds = new Int32Array(width + 1);
  const frames = axis.values.length;
  let t = 0;
  for (let column = 0; column <= width; column++) {
    const edge = scale.invert(column);
    // A jump to the window's beginning, then one step a frame.
    if (column === 0) t = firstAt(axis.values, edge);
    else while (t < frames && (axis.values[t] as number) < edge) t++;
    bounds[column] = t;
  }
  if (window === null) bounds[width] = frames;
  return bounds;
}

function firstAt(values: Float64Array, edge: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

function paintRow(
  pixels: Uint32Array,
  width: number,
  height: number,
  pyramid: Pyramid,
  bounds: Int32Array,
  places: Float64Array,
  into: Extents,
  { row, colour, base, low, rise, thick }: RasterRow,
  top: number,
  ratio: number,
): void {
  const [r, g, b] = plainColour(colour);
  const ink = (b << 16) | (g << 8) | r;
  const each = ((bounds[width] as number) - (bounds[0] as number)) / width;
  const { low: lows, high: highs } = into;
  lows.fill(Number.POSITIVE_INFINITY);
  highs.fill(Number.NEGATIVE_INFINITY);
  if (each >= 2) spansOf(pyramid, row, bounds, width, each, into);
  else segmentsOf(pyramid, row, bounds, places, width, into);
  const zero = (base - top) * ratio;
  const scale = rise * ratio;
  const half = Math.max(0.5, (thick * ratio) / 2);
  let beforeLow = Number.NaN;
  let beforeHigh = Number.NaN;
  for (let column = 0; column < width; column++) {
    const least = lows[column] as number;
    const most = highs[column] as number;
    if (least > most) {
      // A column between two frames of a long movie is bridged; one whose frames are all missing is not.
      if (each < 2 || (bounds[column + 1] as number) > (bounds[column] as number)) beforeLow = beforeHigh = Number.NaN;
      continue;
    }
    const y1 = zero - (beforeLow > most ? beforeLow : most) * scale + low * scale - half;
    const y2 = zero - (beforeHigh < least ? beforeHigh : least) * scale + low * scale + half;
    beforeLow = least;
    beforeHigh = most;
    const start = Math.max(0, Math.floor(y1));
    const end = Math.min(height - 1, Math.floor(y2));
    for (let y = start; y <= end; y++) {
      const covered = Math.min(y + 1, y2) - Math.max(y, y1);
      const alpha = covered >= 1 ? 255 : Math.round(covered * 255);
      const at = y * width + column;
      if ((pixels[at] as number) >>> 24 < alpha) pixels[at] = ((alpha << 24) | ink) >>> 0;
    }
  }
}

/** Least and greatest value in each pixel column, of the frames that fall on it. */
function spansOf({ of, levels }: Pyramid, row: number, bounds: Int32Array, width: number, each: number, into: Extents): void {
  let span = 1;
  let count = of.frames;
  let lows = of.values;
  let highs = of.values;
  for (const level of levels) {
    if (level.span * 2 > each) break;
    ({ span, count, low: lows, high: highs } = level);
  }
  const from = row * count;
  for (let column = 0; column < width; column++) {
    const start = bounds[column] as number;
    const next = bounds[column + 1] as number;
    if (next <= start) continue;
    const first = Math.floor(start / span);
    const last = Math.min(count, Math.max(first + 1, next >= of.frames ? count : Math.floor(next / span)));
    for (let i = first; i < last; i++) {
      const a = lows[from + i] as number;
      const b = highs[from + i] as number;
      if (a < (into.low[column] as number)) into.low[column] = a;
      if (b > (into.high[column] as number)) into.high[column] = b;
    }
  }
}

/** Least and greatest value in each pixel column, of the line from frame to frame. */
function segmentsOf({ of }: Pyramid, row: number, bounds: Int32Array, places: Float64Array, width: number, into: Extents): void {
  const reach = (column: number, value: number) => {
    if (column < 0 || column >= width) return;
    if (value < (into.low[column] as number)) into.low[column] = value;
    if (value > (into.high[column] as number)) into.high[column] = value;
  };
  const first = Math.max(0, (bounds[0] as number) - 1);
  const last = Math.min(of.frames - 1, bounds[width] as number);
  const from = row * of.frames;
  for (let t = first; t <= last; t++) {
    const value = of.values[from + t] as number;
    if (Number.isNaN(value)) continue;
    const x = places[t - first] as number;
    reach(Math.floor(x), value);
    const next = t < last ? (of.values[from + t + 1] as number) : Number.NaN;
    if (Number.isNaN(next)) continue;
    const end = places[t + 1 - first] as number;
    const slope = (next - value) / (end - x);
    for (let edge = Math.max(0, Math.floor(x) + 1); edge <= Math.min(end, width); edge++) {
      const there = value + slope * (edge - x);
      reach(edge - 1, there);
      reach(edge, there);
    }
  }
}

interface Extents {
  readonly low: Float64Array;
  readonly high: Float64Array;
}
