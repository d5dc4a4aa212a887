import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { type Rows, standardise } from "#core/analysis/rows";

export interface Components {
  /** Number of components, at most that of varying rows. */
  readonly count: number;
  /** The movie's path through the space of components, [frame, component]. */
  readonly scores: Float64Array;
  /** What each row adds to each component, [row, component]; 0 for rows that do not vary. */
  readonly loadings: Float64Array;
  /** Share of the whole variance that each component carries, descending. */
  readonly explained: Float64Array;
}

/**
 * Principal components of the neurons' standardised courses. A missing value counts as its neuron's mean.
 * Each component's sign is such that its largest loading is positive.
 *
 * Pearson (1901), doi:10.1080/14786440109462720; for the worm's brain: Kato et al. (2015), doi:10.1016/j.cell.2015.09.034.
 *
 * @param of    values [row, frame]; NaN where missing
 * @param count components wanted
 */
export function principalComponents(of: Rows, count: number): Components {
  const { rows: n, frames } = of;
  const z = standardise(of).map((value) => (Number.isNaN(value) ? 0 : value));
  const covariance = new Matrix(n, n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < frames; t++) sum += z[i * frames + t]! * z[j * frames + t]!;
      covariance.set(i, j, sum / frames);
      covariance.set(j, i, sum / frames);
    }
    total += covariance.get(i, i);
  }
  const varying = Array.from({ length: n }, (_, i) => covariance.get(i, i)).filter((value) => value > 0).length;
  const kept = Math.min(count, varying);
  const scores = new Float64Array(frames * kept);
  const loadings = new Float64Array(n * kept);
  const explained = new Float64Array(kept);
  if (kept === 0) return { count: 0, scores, loadings, explained };
  const modes = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  for (let k = 0; k < kept; k++) {
    const mode = n - 1 - k;
    const axis = Array.from({ length: n }, (_, i) => modes.eigenvectorMatrix.get(i, mode));
    const largest = axis.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-12 ? value : best), 0);
    explained[k] = Math.max(0, modes.realEigenvalues[mode]!) / total;
    axis.forEach((value, i) => {
      const loading = largest < 0 ? -value : value;
      loadings[i * kept + k] = loading;
      for (let t = 0; t < frames; t++) scores[t * kept + k]! += loading * z[i * frames + t]!;
    });
  }
  return { count: kept, scores, loadings, explained };
}
