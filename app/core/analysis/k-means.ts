import { Random } from "#core/optics/random";

/** Times that k-means is begun anew; the best ending stands. */
const restarts = 20;
const mostRounds = 300;

/**
 * Groups points around `k` centres: Lloyd's iterations from starts spread by k-means++, the best of 20 kept.
 *
 * Lloyd (1982), doi:10.1109/TIT.1982.1056489; Arthur & Vassilvitskii (2007), SODA, pp. 1027–1035.
 *
 * @param points [n, dimensions] row-major
 * @param k      number of groups, 1..n
 * @param seed   the same seed gives the same groups
 * @returns      group of each point, 0..k−1
 */
export function kMeans(points: Float64Array, dimensions: number, k: number, seed: number): Int32Array {
  let best = new Int32Array(points.length / dimensions);
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < restarts; start++) {
    const { labels, cost } = once(points, dimensions, k, new Random(seed, start));
    if (cost >= least - 1e-12) continue;
    least = cost;
    best = labels;
  }
  return best;
}

function once(points: Float64Array, d: number, k: number, random: Random): { labels: Int32Array<ArrayBuffer>; cost: number } {
  const n = points.length / d;
  const centres = spread(points, d, k, random);
  const labels = new Int32Array(n).fill(-1);
  let cost = 0;
  for (let round = 0; round < mostRounds; round++) {
    let changed = false;
    cost = 0;
    for (let i = 0; i < n; i++) {
      let nearest = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let c = 0; c < k; c++) {
        const distance = apart(points, i, centres, c, d);
        if (distance < least) {
          least = distance;
          nearest = c;
        }
      }
      cost += least;
      if (labels[i] !== nearest) changed = true;
      labels[i] = nearest;
    }
    if (!changed) break;
    const count = new Int32Array(k);
    const sums = new Float64Array(k * d);
    labels.forEach((c, i) => {
      count[c]!++;
      for (let j = 0; j < d; j++) sums[c * d + j]! += points[i * d + j]!;
    });
    for (let c = 0; c < k; c++) if (count[c]! > 0) for (let j = 0; j < d; j++) centres[c * d + j] = sums[c * d + j]! / count[c]!;
  }
  return { labels, cost };
}

/** Starts far apart: each is drawn with a chance in proportion to its squared distance from those before. */
function spread(points: Float64Array, d: number, k: number, random: Random): Float64Array {
  const n = points.length / d;
  const centres = new Float64Array(k * d);
  const far = new Float64Array(n).fill(1);
  for (let c = 0; c < k; c++) {
    let left = random.uniform() * far.reduce((sum, value) => sum + value, 0);
    let pick = 0;
    while (pick < n - 1 && (left -= far[pick]!) > 0) pick++;
    centres.set(points.subarray(pick * d, (pick + 1) * d), c * d);
    for (let i = 0; i < n; i++) {
      const distance = apart(points, i, centres, c, d);
      far[i] = c === 0 ? distance : Math.min(far[i]!, distance);
    }
  }
  return centres;
}

function apart(points: Float64Array, i: number, centres: Float64Array, c: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (points[i * d + j]! - centres[c * d + j]!) ** 2;
  return sum;
}
