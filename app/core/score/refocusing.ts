import { quantile } from "#core/link/points";
import type { PlaneFidelity } from "#core/score/fidelity";
import { checkOf, type Score } from "#core/score/score-study";

/** Bins of |z|, µm, each from its first edge up to its second. */
export const depthBins = [
  [0, 1],
  [1, 3],
  [3, 5],
  [5, 7],
  [7, 9],
  [9, 10.5],
] as const;

/** What was made of one recorded frame. */
export interface RefocusedFrame {
  /** Depth of each plane compared, µm from the recorded one. */
  readonly depths: readonly number[];
  readonly planes: readonly PlaneFidelity[];
  /** Neurons of the truth found in the virtual stack, and by the same detector in the scanned one. */
  readonly virtual: number;
  readonly scanned: number;
  /** |z| errors of those found in the virtual stack, paired across, µm. */
  readonly zErrors: readonly number[];
}

/** Means over the planes of each bin of |z|; NaN where a bin holds none. */
export function binMeans({ depths, planes }: Pick<RefocusedFrame, "depths" | "planes">, read: (plane: PlaneFidelity) => number): number[] {
  return depthBins.map(([low, high]) =>
    meanOf(planes.filter((_, n) => Math.abs(depths[n]!) >= low && Math.abs(depths[n]!) < high).map(read)),
  );
}

/** Mean of the finite values; NaN where there are none. */
export function meanOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}

/** Mean over z of one frame. */
export function planeMean({ planes }: Pick<RefocusedFrame, "planes">, read: (plane: PlaneFidelity) => number): number {
  return meanOf(planes.map(read));
}

/** Lowest mean of the bins of |z|. */
export function worstBin(frame: Pick<RefocusedFrame, "depths" | "planes">): number {
  return Math.min(...binMeans(frame, (plane) => plane.pearson).filter(Number.isFinite));
}

/** Neurons found in the virtual stack, of those that are found in the scanned one. */
export function foundShare({ virtual, scanned }: Pick<RefocusedFrame, "virtual" | "scanned">): number {
  return virtual / Math.max(scanned, 1);
}

/** Floors of refocusing, in the units of its checks. */
export const refocusFloors = { gain: 8, pearson: 0.97, worst: 0.93, found: 0.9, zMedian: 0.8, zP95: 3 } as const;

/** How near refocused frames come to noise-free planes and to the neurons of the truth; empty where there is no frame. */
export function scoreRefocusing(frames: readonly RefocusedFrame[]): Score {
  if (frames.length === 0) return {};
  const n = frames.length;
  const errors = frames.flatMap(({ zErrors }) => zErrors);
  const mean = (read: (frame: RefocusedFrame) => number) => meanOf(frames.map(read));
  return {
    "refocusing: PSNR over the input left unchanged": checkOf(
      mean((one) => planeMean(one, ({ gain }) => gain)),
      refocusFloors.gain,
      "dB",
      n,
    ),
    "refocusing: Pearson, mean over z": checkOf(
      mean((one) => planeMean(one, ({ pearson }) => pearson)),
      refocusFloors.pearson,
      "",
      n,
    ),
    "refocusing: Pearson, worst bin of depth": checkOf(mean(worstBin), refocusFloors.worst, "", n),
    "refocusing: neurons found, of those in a scanned stack": checkOf(mean(foundShare), refocusFloors.found, "", n),
    "refocusing: z error, median": checkOf(quantile(errors, 0.5), refocusFloors.zMedian, "µm", errors.length, null, false),
    "refocusing: z error, 95th percentile": checkOf(quantile(errors, 0.95), refocusFloors.zP95, "µm", errors.length, null, false),
  };
}
