import { type BlobTable, positionSources, type TraceMatrix, type TrackTable } from "#contract/table";
import { selectRows } from "#core/link/table-ops";
import { detectionScore } from "#core/score/detection";
import { identityScore } from "#core/score/identity";
import { pairFrames } from "#core/score/pair-frames";
import { activePeak, traceScore } from "#core/score/traces";

/** One number with its floor. */
export interface Check {
  readonly value: number | null;
  /** What the value must reach (or, where `least` is false, must not exceed); null where there is no floor. */
  readonly floor: number | null;
  readonly unit: string;
  /** How many things were compared. */
  readonly n: number;
  /** Standard deviation over frames, neurons or pairs. */
  readonly spread: number | null;
  /** True where more is better. */
  readonly least: boolean;
}

export type Score = Readonly<Record<string, Check>>;

/** What the words of a score mean, printed under it. */
export const scoreNotes: readonly string[] = [
  `Active neurons are those whose true ΔF/F0 peaks at ${activePeak} or more; a silent neuron has only its noise to correlate.`,
  "ΔF/F0 is (F − F0)/F0 with F0 the 20th percentile of F over the movie, in the truth and, by default, in the traces; the true F is the light of the nucleus alone, without camera offset (grey level 0) and surroundings, and the traces' background is the level fitted around the nucleus.",
];

export interface ScoredProducts {
  readonly blobs: BlobTable | null;
  readonly tracks: TrackTable | null;
  readonly traces: TraceMatrix | null;
  /** Traces read at places that never move: the control beside the traces. */
  readonly staticTraces?: TraceMatrix | null;
}

/** Detections pair with the truth within this distance across, µm. */
export const pairingGate = 2;

/**
 * Scores a study's products against the truth. Checks of products that are not there are left out.
 *
 * @param truth positions with true neuron numbers, µm, and true traces
 */
export function scoreStudy(
  truth: { readonly positions: TrackTable; readonly traces: TraceMatrix | null },
  products: ScoredProducts,
): Score {
  const score: Record<string, Check> = {};
  if (products.blobs !== null) {
    const pairs = pairFrames(products.blobs, truth.positions, pairingGate, true);
    const found = detectionScore(products.blobs, truth.positions, pairs);
    score["neurons found, F1"] = checkOf(found.f1, 0.8, "", found.truths, found.f1Spread);
    score["neurons found, precision"] = checkOf(found.precision, null, "", found.found);
    score["neurons found, recall"] = checkOf(found.recall, null, "", found.truths);
    score["z error, median"] = checkOf(found.zMedian, 1.2, "µm", pairs.length, null, false);
    score["z error, 95th percentile"] = checkOf(found.zP95, null, "µm", pairs.length, null, false);
    score["lateral error, median"] = checkOf(found.lateralMedian, null, "µm", pairs.length, null, false);
  }
  if (products.tracks !== null) {
    const { tracks } = products;
    const interpolated = positionSources.indexOf("interpolated");
    const seen = selectRows(
      tracks,
      Array.from(tracks.t.keys()).filter((row) => tracks.source[row] !== interpolated),
    );
    const pairs = pairFrames(seen, truth.positions, pairingGate, true);
    const identity = identityScore(seen, truth.positions, pairs);
    score["identity over time"] = checkOf(identity.overTime, 0.95, "", identity.detections, identity.spread);
    score["identity F1"] = checkOf(identity.idf1, null, "", truth.positions.t.length);
    score["id switches a neuron"] = checkOf(identity.switches, null, "", identity.detections, null, false);
    score["link accuracy"] = checkOf(identity.links, null, "", identity.detections);
    if (products.traces !== null && truth.traces !== null) {
      const traces = traceScore(products.traces, truth.traces, identity.trackOf);
      score["trace correlation, median"] = checkOf(traces.median, 0.9, "", traces.n, traces.spread);
      score["trace correlation, 10th percentile"] = checkOf(traces.p10, null, "", traces.n);
      score["trace correlation, 10th percentile of active neurons"] = checkOf(traces.activeP10, 0.75, "", traces.active);
      score["peak ΔF/F0 error, median of active neurons"] = checkOf(100 * traces.peakError, 15, "%", traces.active, null, false);
      if (products.traces.signals.error !== undefined)
        score["ΔF/F0 within 2 errors of the truth"] = checkOf(100 * traces.covered, null, "%", traces.n);
      score["neurons with a trace"] = checkOf(traces.n / Math.max(traces.neurons, 1), null, "", traces.neurons);
      if (products.staticTraces) {
        const control = traceScore(products.staticTraces, truth.traces, identity.trackOf);
        score["control: correlation at fixed places, median"] = checkOf(control.median, null, "", control.n, control.spread);
      }
    }
  }
  return score;
}

/** Whether a check reaches its floor; true where there is none, false where there is no value. */
export function reaches({ value, floor, least }: Check): boolean {
  if (floor === null) return true;
  return value !== null && (least ? value >= floor : value <= floor);
}

/** A check as scores hold it: rounded, without a value where there is none. */
export function checkOf(value: number, floor: number | null, unit: string, n: number, spread: number | null = null, least = true): Check {
  return { value: Number.isFinite(value) ? rounded(value) : null, floor, unit, n, spread: spread === null ? null : rounded(spread), least };
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
