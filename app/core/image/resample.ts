import type { Pair } from "#contract/geometry";

/** How each sample of a line is made of samples of another: `weights` from `first` on, `reach` of them. */
interface LineTaps {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly reach: number;
}

/**
 * Resampling between two pixel grids over the same field: linear where pixels get smaller, the mean of
 * the covered area where they get larger. Values are kept, not sums.
 */
export interface Resampling {
  readonly from: Pair;
  readonly to: Pair;
  readonly y: LineTaps;
  readonly x: LineTaps;
  /** Rows resampled along x, columns not yet: [from y, to x]. */
  readonly half: Float32Array;
}

/**
 * @param from pixels of the image, [y, x]
 * @param to   pixels wanted over the same field, [y, x]
 */
export function resampling(from: Pair, to: Pair): Resampling {
  return { from, to, y: lineTaps(from[0], to[0]), x: lineTaps(from[1], to[1]), half: new Float32Array(from[0] * to[1]) };
}

/**
 * @param plan   from `resampling`
 * @param source image [y, x] on the first grid, read from `sourceAt`
 * @param target receives the image on the second grid, written from `targetAt`
 */
export function resample(plan: Resampling, source: Float32Array, target: Float32Array, sourceAt = 0, targetAt = 0): void {
  const [rows, columns] = plan.from;
  const [height, width] = plan.to;
  const { half, y, x } = plan;
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < width; i++) {
      let sum = 0;
      const at = sourceAt + r * columns + (x.first[i] as number);
      for (let k = 0; k < x.reach; k++) sum += (x.weights[i * x.reach + k] as number) * (source[at + k] as number);
      half[r * width + i] = sum;
    }
  }
  target.fill(0, targetAt, targetAt + height * width);
  for (let r = 0; r < height; r++) {
    const out = targetAt + r * width;
    for (let k = 0; k < y.reach; k++) {
      const weight = y.weights[r * y.reach + k] as number;
      if (weight === 0) continue;
      const at = ((y.first[r] as number) + k) * width;
      for (let i = 0; i < width; i++) target[out + i] = (target[out + i] as number) + weight * (half[at + i] as number);
    }
  }
}

function lineTaps(from: number, to: number): LineTaps {
  const pitch = from / to;
  const support = Math.max(pitch, 1);
  const reach = Math.min(from, pitch > 1 ? Math.ceil(pitch) + 1 : 2);
  const first = new Int32Array(to);
  const weights = new Float32Array(to * reach);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * pitch;
    const low = centre - support / 2;
    const start = Math.min(Math.max(Math.floor(low), 0), from - reach);
    first[i] = start;
    let sum = 0;
    for (let k = 0; k < reach; k++) {
      const overlap = Math.min(start + k + 1, low + support) - Math.max(start + k, low);
      const weight = Math.max(overlap, 0);
      weights[i * reach + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < reach; k++) weights[i * reach + k] = (weights[i * reach + k] as number) / sum;
  }
  return { first, weights, reach };
}
