import { centroid, type Points, spread } from "#core/link/points";
import { solvePositive } from "#core/link/solve";

/** How coherent point drift behaves. Lengths are in units of the points' spread. */
export interface DriftOptions {
  /** Share of target points that belong to no reference point, w. */
  readonly outliers: number;
  /** Width of the motion's coherence, β. */
  readonly width: number;
  /** Stiffness, λ. */
  readonly stiffness: number;
  readonly rounds: number;
}

export const defaultDrift: DriftOptions = { outliers: 0.1, width: 2, stiffness: 3, rounds: 60 };

/**
 * Non-rigid coherent point drift: moves a reference set onto a target set with a smooth displacement,
 * without knowing which point is which.
 *
 * Myronenko & Song (2010), doi:10.1109/TPAMI.2010.46.
 *
 * @param reference [n, 3], µm
 * @param target    [m, 3], µm
 * @param start     where the reference set starts, [n, 3]
 * @returns         the reference points as they come to lie over the target, [n, 3], µm
 */
export function driftOnto(reference: Points, target: Points, start: Points, options: DriftOptions = defaultDrift): Points {
  const n = reference.length / 3;
  const m = target.length / 3;
  if (n === 0 || m === 0) return start.slice();
  const flat = reference.every((value, i) => i % 3 !== 0 || value === reference[0]);
  const dimensions = flat ? 2 : 3;
  const centre = centroid(target);
  const unit = (spread(target) || 1) / Math.sqrt(dimensions);
  const y0 = scaled(start, centre, unit);
  const x = scaled(target, centre, unit);
  const { factor, rank } = coherence(y0, n, options.width);

  const y = y0.slice();
  let variance = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) variance += squared(y, i, x, j);
  variance /= dimensions * n * m;
  const belongs = new Float64Array(n * m);
  const mass = new Float64Array(n);
  const a = new Float64Array(rank * rank);
  const b = new Float64Array(rank * 3);
  for (let round = 0; round < options.rounds && variance > 1e-7; round++) {
    const noise = ((2 * Math.PI * variance) ** (dimensions / 2) * options.outliers * n) / ((1 - options.outliers) * m);
    mass.fill(0);
    for (let j = 0; j < m; j++) {
      let sum = noise;
      for (let i = 0; i < n; i++) {
        const p = Math.exp(-squared(y, i, x, j) / (2 * variance));
        belongs[i * m + j] = p;
        sum += p;
      }
      for (let i = 0; i < n; i++) {
        const p = belongs[i * m + j]! / sum;
        belongs[i * m + j] = p;
        mass[i] = mass[i]! + p;
      }
    }
    // With K = G·Gᵀ the smooth displacement is G·c, (Gᵀ·diag(mass)·G + λσ²·I)·c = Gᵀ·(P·X − diag(mass)·Y0).
    a.fill(0);
    b.fill(0);
    for (let i = 0; i < n; i++) {
      const row = factor.subarray(i * rank, (i + 1) * rank);
      for (let k = 0; k < rank; k++) {
        const share = mass[i]! * row[k]!;
        for (let l = 0; l <= k; l++) a[k * rank + l] = a[k * rank + l]! + share * row[l]!;
      }
      for (let d = 0; d < 3; d++) {
        let pull = -mass[i]! * y0[3 * i + d]!;
        for (let j = 0; j < m; j++) pull += belongs[i * m + j]! * x[3 * j + d]!;
        for (let k = 0; k < rank; k++) b[3 * k + d] = b[3 * k + d]! + row[k]! * pull;
      }
    }
    for (let k = 0; k < rank; k++) a[k * rank + k] = a[k * rank + k]! + options.stiffness * variance;
    if (!solvePositive(a, b, rank, 3)) break;
    for (let i = 0; i < n; i++) {
      for (let d = 0; d < 3; d++) {
        let move = 0;
        for (let k = 0; k < rank; k++) move += factor[i * rank + k]! * b[3 * k + d]!;
        y[3 * i + d] = y0[3 * i + d]! + move;
      }
    }
    let error = 0;
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += mass[i]!;
      for (let j = 0; j < m; j++) error += belongs[i * m + j]! * squared(y, i, x, j);
    }
    const next = Math.max(error / (dimensions * Math.max(total, 1e-12)), 1e-8);
    const settled = Math.abs(next - variance) < 1e-5 * variance;
    variance = next;
    if (settled) break;
  }
  const moved = new Float64Array(n * 3);
  for (let i = 0; i < n * 3; i++) moved[i] = y[i]! * unit + centre[i % 3]!;
  return moved;
}

/**
 * Factor G of the Gaussian kernel K = G·Gᵀ between the points, [n, rank], by pivoted Cholesky. The kernel is
 * smooth, so that a few dozen columns hold it to eight digits, however many the points.
 */
function coherence(points: Points, n: number, width: number): { readonly factor: Float64Array; readonly rank: number } {
  const left = new Float64Array(n).fill(1);
  const columns: Float64Array[] = [];
  while (columns.length < n) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if (left[i]! > left[pivot]!) pivot = i;
    if (left[pivot]! < 1e-8) break;
    const root = Math.sqrt(left[pivot]!);
    const column = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let value = Math.exp(-squared(points, i, points, pivot) / (2 * width ** 2));
      for (const earlier of columns) value -= earlier[i]! * earlier[pivot]!;
      column[i] = value / root;
      left[i] = Math.max(left[i]! - column[i]! ** 2, 0);
    }
    left[pivot] = 0;
    columns.push(column);
  }
  const rank = columns.length;
  return { factor: Float64Array.from({ length: n * rank }, (_, at) => columns[at % rank]![Math.floor(at / rank)]!), rank };
}

function scaled(points: Points, centre: readonly number[], unit: number): Points {
  return points.map((value, i) => (value - centre[i % 3]!) / unit);
}

function squared(a: Points, i: number, b: Points, j: number): number {
  const dz = a[3 * i]! - b[3 * j]!;
  const dy = a[3 * i + 1]! - b[3 * j + 1]!;
  const dx = a[3 * i + 2]! - b[3 * j + 2]!;
  return dz * dz + dy * dy + dx * dx;
}
