/** A straight line through points: y = start + slope · x. */
export interface Line {
  readonly slope: number;
  readonly start: number;
}

/**
 * Line fitted by iteratively reweighted least squares with Tukey's bisquare (Beaton & Tukey 1974,
 * doi:10.1080/00401706.1974.10489171; tuning constant 4.685, scale by the median absolute residual).
 *
 * @param x finite numbers
 * @param y as many
 * @returns slope 0 where x does not vary
 */
export function robustLine(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  const n = x.length;
  const weight = new Float64Array(n).fill(1);
  let line: Line = { slope: 0, start: 0 };
  for (let round = 0; round < 50; round++) {
    const next = weightedLine(x, y, weight);
    if (next === null) break;
    const off = Float64Array.from({ length: n }, (_, i) => y[i]! - next.start - next.slope * x[i]!);
    bisquare(off, weight);
    const settled = round > 0 && Math.abs(next.slope - line.slope) <= 1e-10 * Math.abs(next.slope);
    line = next;
    if (settled) break;
  }
  return line;
}

/** Bisquare weights of residuals, 0..1, written into `weight`. */
export function bisquare(residuals: Float64Array, weight: Float64Array): void {
  const scale = 1.4826 * middle(residuals.map(Math.abs)) + 1e-12;
  residuals.forEach((residual, i) => {
    const u = residual / (4.685 * scale);
    weight[i] = Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0;
  });
}

/** Median of the values that are there; NaN of none. */
export function middle(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

function weightedLine(x: ArrayLike<number>, y: ArrayLike<number>, weight: Float64Array): Line | null {
  let sw = 0;
  let sx = 0;
  let sy = 0;
  for (let i = 0; i < x.length; i++) {
    sw += weight[i]!;
    sx += weight[i]! * x[i]!;
    sy += weight[i]! * y[i]!;
  }
  if (!(sw > 0)) return null;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < x.length; i++) {
    sxx += weight[i]! * (x[i]! - sx / sw) ** 2;
    sxy += weight[i]! * (x[i]! - sx / sw) * (y[i]! - sy / sw);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  return { slope, start: sy / sw - slope * (sx / sw) };
}
