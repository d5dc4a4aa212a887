/** Values of several neurons over time, as the analyses read them. */
export interface Rows {
  /** [row, frame] row-major; NaN where missing. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly frames: number;
}

/** Values of one row over time, a view. */
export function rowOf({ values, frames }: Rows, row: number): Float32Array {
  return values.subarray(row * frames, (row + 1) * frames);
}

/**
 * Every row less its mean, over its standard deviation (population), missing frames left out of both.
 *
 * @returns [row, frame]; missing frames stay NaN; a row that never varies, or has fewer than two values, is all NaN
 */
export function standardise(of: Rows): Float64Array {
  const result = new Float64Array(of.rows * of.frames).fill(Number.NaN);
  for (let i = 0; i < of.rows; i++) {
    const row = rowOf(of, i);
    let count = 0;
    let sum = 0;
    for (const value of row) {
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
    }
    const mean = sum / count;
    let squares = 0;
    for (const value of row) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    const spread = Math.sqrt(squares / count);
    // What rounding to 32 bits leaves of a constant is no variation.
    if (count < 2 || !(spread > 1e-7 * Math.abs(mean))) continue;
    for (let t = 0; t < of.frames; t++) result[i * of.frames + t] = (row[t]! - mean) / spread;
  }
  return result;
}

/** Median of the values that are numbers; NaN of none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}
