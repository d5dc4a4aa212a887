import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { bySize } from "#core/analysis/hierarchy";
import { kMeans } from "#core/analysis/k-means";
import { median, type Rows, standardise } from "#core/analysis/rows";

export interface SpectralOptions {
  /** Width of the similarity; null takes the median distance to the seventh neighbour. */
  readonly sigma: number | null;
  /** Number of clusters; null takes it from the eigen-gap. */
  readonly clusters: number | null;
  readonly seed: number;
}

export interface SpectralClusters {
  /** Cluster of each row, the largest 0; −1 for rows that do not vary. */
  readonly labels: Int32Array;
  /** The smallest eigenvalues of the normalised Laplacian, ascending, 0..2. */
  readonly eigenvalues: Float64Array;
  /** Clusters that the largest eigen-gap tells. */
  readonly byGap: number;
  /** Number of clusters made. */
  readonly clusters: number;
  /** Width used. */
  readonly sigma: number;
}

/** Most clusters that are looked for. */
export const mostClusters = 12;
/** Neighbour whose distance is the scale of a neighbourhood: Zelnik-Manor & Perona (2004), NIPS 17. */
const seventh = 7;

/**
 * Spectral clustering of neurons by their courses. The similarity of two is exp(−‖Δ‖²/σ²), where ‖Δ‖² is the
 * mean over their common frames of the squared difference of their standardised courses (so 2 (1 − r) where
 * nothing is missing). The normalised Laplacian's first k eigenvectors, rows brought to length 1, are grouped
 * by k-means.
 *
 * Ng, Jordan & Weiss (2001), NIPS 14; eigen-gap: von Luxburg (2007), doi:10.1007/s11222-007-9033-z. The similarity
 * is that of Wu et al. (2019), doi:10.1038/s41592-019-0622-5.
 *
 * @param of values [row, frame]; NaN where missing
 */
export function spectralClusters(of: Rows, { sigma, clusters, seed }: SpectralOptions): SpectralClusters {
  const { distance, used } = distances(of);
  const n = used.length;
  const labels = new Int32Array(of.rows).fill(-1);
  if (n < 3) {
    for (const row of used) labels[row] = 0;
    return { labels, eigenvalues: new Float64Array(n), byGap: Math.min(n, 1), clusters: Math.min(n, 1), sigma: sigma ?? Number.NaN };
  }
  const width = sigma ?? scaleOf(distance, n);
  const similarity = Float64Array.from(distance, (value) => (Number.isNaN(value) ? 0 : Math.exp(-value / (width * width))));
  const { values, vectors } = laplacianModes(similarity, n);
  const shown = Math.min(n, mostClusters + 3);
  const byGap = eigenGap(values, Math.min(mostClusters, n - 1));
  const k = Math.min(clusters ?? byGap, n);
  const points = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    let length = 0;
    for (let j = 0; j < k; j++) length += vectors[i * n + j]! ** 2;
    for (let j = 0; j < k; j++) points[i * k + j] = vectors[i * n + j]! / Math.sqrt(length || 1);
  }
  kMeans(points, k, k, seed).forEach((label, i) => (labels[used[i]!] = label));
  return { labels: bySize(labels), eigenvalues: values.slice(0, shown), byGap, clusters: k, sigma: width };
}

/** Where the eigenvalues rise most: the number of clusters, 2..`most`. */
export function eigenGap(values: Float64Array, most: number): number {
  let best = Math.min(2, values.length);
  for (let k = 2; k <= most && k < values.length; k++) {
    if (values[k]! - values[k - 1]! > values[best]! - values[best - 1]! + 1e-12) best = k;
  }
  return best;
}

/** Eigenvalues (ascending) and eigenvectors (columns) of I − D^−½ S D^−½. */
export function laplacianModes(similarity: Float64Array, n: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const degree = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) degree[i]! += similarity[i * n + j]!;
  const laplacian = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const scaled = similarity[i * n + j]! / Math.sqrt(degree[i]! * degree[j]! || 1);
      laplacian.set(i, j, (i === j ? 1 : 0) - scaled);
    }
  }
  const modes = new EigenvalueDecomposition(laplacian, { assumeSymmetric: true });
  return { values: Float64Array.from(modes.realEigenvalues), vectors: Float64Array.from(modes.eigenvectorMatrix.to1DArray()) };
}

/** Mean squared difference of standardised courses over common frames, between the rows that vary. */
function distances(of: Rows): { readonly distance: Float64Array; readonly used: readonly number[] } {
  const z = standardise(of);
  const { frames } = of;
  const used = Array.from({ length: of.rows }, (_, i) => i).filter((i) =>
    z.subarray(i * frames, (i + 1) * frames).some((v) => !Number.isNaN(v)),
  );
  const n = used.length;
  const distance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const a = used[i]! * frames;
      const b = used[j]! * frames;
      let sum = 0;
      let common = 0;
      for (let t = 0; t < frames; t++) {
        const difference = z[a + t]! - z[b + t]!;
        if (Number.isNaN(difference)) continue;
        sum += difference * difference;
        common++;
      }
      distance[i * n + j] = distance[j * n + i] = common < 3 ? Number.NaN : sum / common;
    }
  }
  return { distance, used };
}

function scaleOf(distance: Float64Array, n: number): number {
  const scales = Array.from({ length: n }, (_, i) => {
    const others = Array.from(distance.subarray(i * n, (i + 1) * n)).filter((value, j) => j !== i && !Number.isNaN(value));
    others.sort((p, q) => p - q);
    return Math.sqrt(others[Math.min(seventh, others.length) - 1] ?? Number.NaN);
  });
  const scale = median(scales);
  return scale > 0 ? scale : 1;
}
