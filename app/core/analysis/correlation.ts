import type { Rows } from "#core/analysis/rows";

/** How alike neurons' courses are, pair by pair. */
export interface Correlation {
  readonly rows: number;
  /** Pearson's r, [row, row], −1..1; NaN where the pair has fewer than three common frames or one does not vary over them. */
  readonly r: Float64Array;
  /** Frames in which both of a pair have a value, [row, row]. */
  readonly common: Int32Array;
}

/** Fewest common frames from which a correlation means anything. */
const fewest = 3;

/**
 * Pearson's correlation of every pair of rows, each over the frames that both have.
 *
 * Pearson (1895), doi:10.1098/rspl.1895.0041.
 *
 * @param of values [row, frame]; NaN where missing
 */
export function correlationMatrix(of: Rows): Correlation {
  const { rows: n, frames } = of;
  const r = new Float64Array(n * n).fill(Number.NaN);
  const common = new Int32Array(n * n);
  const { centred, squares, count } = centre(of);
  for (let i = 0; i < n; i++) {
    common[i * n + i] = count[i]!;
    if (count[i]! >= fewest && squares[i]! > 0) r[i * n + i] = 1;
    for (let j = i + 1; j < n; j++) {
      const whole = count[i] === frames && count[j] === frames;
      const [value, shared] = whole
        ? [product(centred, i, j, frames) / Math.sqrt(squares[i]! * squares[j]!), frames]
        : overCommon(centred, i, j, frames);
      common[i * n + j] = common[j * n + i] = shared;
      const known = shared >= fewest && squares[i]! > 0 && squares[j]! > 0;
      r[i * n + j] = r[j * n + i] = known && Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : Number.NaN;
    }
  }
  return { rows: n, r, common };
}

function centre(of: Rows) {
  const centred = new Float64Array(of.rows * of.frames);
  const squares = new Float64Array(of.rows);
  const count = new Int32Array(of.rows);
  for (let i = 0; i < of.rows; i++) {
    const from = i * of.frames;
    let sum = 0;
    for (let t = 0; t < of.frames; t++) {
      const value = of.values[from + t]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count[i]!++;
    }
    const mean = sum / count[i]!;
    for (let t = 0; t < of.frames; t++) {
      const value = of.values[from + t]! - mean;
      centred[from + t] = value;
      if (!Number.isNaN(value)) squares[i]! += value * value;
    }
    // What rounding to 32 bits leaves of a constant is no variation.
    if (!(Math.sqrt(squares[i]! / count[i]!) > 1e-7 * Math.abs(mean))) squares[i] = 0;
  }
  return { centred, squares, count };
}

function product(centred: Float64Array, i: number, j: number, frames: number): number {
  const a = i * frames;
  const b = j * frames;
  let sum = 0;
  for (let t = 0; t < frames; t++) sum += centred[a + t]! * centred[b + t]!;
  return sum;
}

function overCommon(centred: Float64Array, i: number, j: number, frames: number): readonly [r: number, shared: number] {
  let shared = 0;
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let t = 0; t < frames; t++) {
    const a = centred[i * frames + t]!;
    const b = centred[j * frames + t]!;
    if (Number.isNaN(a + b)) continue;
    shared++;
    sa += a;
    sb += b;
    saa += a * a;
    sbb += b * b;
    sab += a * b;
  }
  const va = saa - (sa * sa) / shared;
  const vb = sbb - (sb * sb) / shared;
  return [va > 1e-12 * saa && vb > 1e-12 * sbb ? (sab - (sa * sb) / shared) / Math.sqrt(va * vb) : Number.NaN, shared];
}
