import type { BlobTable } from "#contract/table";
import { quantile } from "#core/link/points";
import type { RowPair } from "#core/score/pair-frames";

/** How well neurons were found. */
export interface DetectionScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Standard deviation of F1 over frames. */
  readonly f1Spread: number;
  /** |z| error of the pairs, µm. */
  readonly zMedian: number;
  readonly zP95: number;
  /** Distance across, µm, median. */
  readonly lateralMedian: number;
  readonly truths: number;
  readonly found: number;
}

/** Precision, recall, F1 and errors of paired positions, over all frames of the truth. */
export function detectionScore(found: BlobTable, truth: BlobTable, pairs: readonly RowPair[]): DetectionScore {
  const frames = new Set(truth.t);
  const perFrame = new Map<number, { truths: number; found: number; pairs: number }>();
  for (const t of frames) perFrame.set(t, { truths: 0, found: 0, pairs: 0 });
  for (const t of truth.t) perFrame.get(t)!.truths++;
  for (const t of found.t) if (frames.has(t)) perFrame.get(t)!.found++;
  for (const { t } of pairs) perFrame.get(t)!.pairs++;
  const all = [...perFrame.values()];
  const truths = truth.t.length;
  const counted = all.reduce((sum, frame) => sum + frame.found, 0);
  const z = pairs.map((pair) => Math.abs(found.z[pair.found]! - truth.z[pair.truth]!));
  const across = pairs.map((pair) => Math.hypot(found.y[pair.found]! - truth.y[pair.truth]!, found.x[pair.found]! - truth.x[pair.truth]!));
  return {
    precision: counted > 0 ? pairs.length / counted : 0,
    recall: truths > 0 ? pairs.length / truths : 0,
    f1: truths + counted > 0 ? (2 * pairs.length) / (truths + counted) : 0,
    f1Spread: deviation(all.map((frame) => (2 * frame.pairs) / Math.max(frame.truths + frame.found, 1))),
    zMedian: quantile(z, 0.5),
    zP95: quantile(z, 0.95),
    lateralMedian: quantile(across, 0.5),
    truths,
    found: counted,
  };
}

/** Standard deviation of a sample; 0 of fewer than two. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
