import type { TraceMatrix, TraceSignal } from "#contract/table";
import { quantile } from "#core/link/points";
import { deviation } from "#core/score/detection";

/** How well activity was read. */
export interface TraceScore {
  /** Pearson r with the truth, a neuron: median and 10th percentile. */
  readonly median: number;
  readonly p10: number;
  /** Standard deviation of r over neurons. */
  readonly spread: number;
  /** 10th percentile of r over neurons that were active: what a silent neuron's r tells is its noise. */
  readonly activeP10: number;
  /** Error of the peak ΔF/F0, relative to the true peak, median over active neurons. */
  readonly peakError: number;
  /** Share of the compared values whose truth lies within two of the errors that stand beside them; NaN without errors. */
  readonly covered: number;
  /** Neurons compared whose true ΔF/F0 peaks at `activePeak` or more. */
  readonly active: number;
  /** Neurons compared; of all that have a true trace. */
  readonly n: number;
  readonly neurons: number;
}

/** A neuron is active where its true ΔF/F0 peaks at this or more. */
export const activePeak = 0.2;

/**
 * Compares traces with the truth over the frames both have.
 *
 * @param trackOf track that stands for each true neuron
 */
export function traceScore(
  found: TraceMatrix,
  truth: TraceMatrix,
  trackOf: ReadonlyMap<number, number>,
  signal: TraceSignal = "dff",
): TraceScore {
  const lineOf = new Map(Array.from(found.tracks, (track, i) => [track, i]));
  const columnOf = new Map(Array.from(found.frames, (t, i) => [t, i]));
  const mine = found.signals[signal];
  const theirs = truth.signals[signal];
  const correlations: number[] = [];
  const active: number[] = [];
  const peaks: number[] = [];
  const errors = found.signals.error;
  let within = 0;
  let banded = 0;
  truth.tracks.forEach((neuron, row) => {
    const line = lineOf.get(trackOf.get(neuron) ?? -1);
    if (line === undefined || mine === undefined || theirs === undefined) return;
    const a: number[] = [];
    const b: number[] = [];
    truth.frames.forEach((t, i) => {
      const column = columnOf.get(t);
      if (column === undefined) return;
      const x = mine[line * found.frames.length + column]!;
      const y = theirs[row * truth.frames.length + i]!;
      if (Number.isNaN(x) || Number.isNaN(y)) return;
      a.push(x);
      b.push(y);
      const error = errors?.[line * found.frames.length + column] ?? Number.NaN;
      if (Number.isNaN(error)) return;
      banded++;
      if (Math.abs(x - y) <= 2 * error) within++;
    });
    const r = pearson(a, b);
    if (Number.isNaN(r)) return;
    correlations.push(r);
    const peak = Math.max(...b);
    if (peak < activePeak) return;
    active.push(r);
    peaks.push(Math.abs(Math.max(...a) - peak) / peak);
  });
  return {
    median: quantile(correlations, 0.5),
    p10: quantile(correlations, 0.1),
    spread: deviation(correlations),
    activeP10: quantile(active, 0.1),
    peakError: quantile(peaks, 0.5),
    covered: banded > 0 ? within / banded : Number.NaN,
    active: active.length,
    n: correlations.length,
    neurons: truth.tracks.length,
  };
}

/** Pearson's correlation; NaN of fewer than three values or of a constant. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  if (n < 3) return Number.NaN;
  const ma = a.reduce((sum, value) => sum + value, 0) / n;
  const mb = b.reduce((sum, value) => sum + value, 0) / n;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
  for (let i = 0; i < n; i++) {
    saa += (a[i]! - ma) ** 2;
    sbb += (b[i]! - mb) ** 2;
    sab += (a[i]! - ma) * (b[i]! - mb);
  }
  return saa > 0 && sbb > 0 ? sab / Math.sqrt(saa * sbb) : Number.NaN;
}
