import type { Box } from "#renderer/charts/palette.ts";

export interface MapRows {
  /** [row, frame] row-major. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly frames: number;
}

/** Where the map lies; names stand left, the colour bar right. */
export function mapBox(width: number, height: number): Box {
  return { left: 52, top: 10, width: Math.max(10, width - 52 - 72), height: Math.max(10, height - 10 - 34) };
}

/** Range that shows most of what is there: the 2nd to the 98th percentile. */
export function mapRange(values: Float32Array): readonly [number, number] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const low = sorted[Math.floor(sorted.length * 0.02)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.98))] ?? 1;
  return high > low ? [low, high] : [low, low + 1];
}

/** One pixel a value, rows in the order given; missing values are clear. */
export function colourActivity(
  map: MapRows,
  order: readonly number[],
  range: readonly [number, number],
  table: Uint8Array,
): Uint8ClampedArray<ArrayBuffer> {
  const { values, frames } = map;
  const rgba = new Uint8ClampedArray(order.length * frames * 4);
  const scale = 255 / (range[1] - range[0]);
  let at = 0;
  for (const row of order) {
    for (let t = 0; t < frames; t++, at += 4) {
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

/** Rows by the frame of their highest value; rows without values come last. */
export function orderByPeak(map: MapRows): number[] {
  const peaks = Array.from({ length: map.rows }, (_, row) => {
    let peak = Number.POSITIVE_INFINITY;
    let best = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < map.frames; t++) {
      const value = map.values[row * map.frames + t] as number;
      if (value > best) {
        best = value;
        peak = t;
      }
    }
    return { row, peak };
  });
  return peaks.sort((a, b) => a.peak - b.peak || a.row - b.row).map(({ row }) => row);
}
