import type { Triple } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";

/** A stack at one coarseness: plain grey levels made comparable, laterally halved `level` times. */
export interface PyramidLevel {
  /** [z, y, x]. */
  readonly data: Float32Array;
  readonly shape: Triple;
  /** How many times it is coarser than the first stack across; z is never halved. */
  readonly factor: number;
}

/**
 * A stack from fine to coarse. Grey levels are compressed by a square root, so that a neuron that flashes
 * does not outshine the arrangement around it.
 *
 * @param data   [z, y, x], grey levels above background; left as it is
 * @param finest how many times the finest level is halved across
 * @param levels how many levels, at least one
 */
export function pyramid(data: Float32Array, shape: Triple, finest: number, levels: number): PyramidLevel[] {
  let current: PyramidLevel = { data: data.map((value) => Math.sqrt(Math.max(value, 0))), shape, factor: 1 };
  for (let i = 0; i < finest; i++) current = halved(current);
  const scratch = new Float32Array(current.data.length);
  gaussianSmooth(current.data, current.shape, [0, 0.7, 0.7], current.data, scratch);
  const list = [current];
  while (list.length < levels) {
    current = halved(current);
    list.push(current);
  }
  return list;
}

/** How many halvings leave at least `least` voxels along the shorter side across. */
export function halvings([, height, width]: Triple, least: number): number {
  return Math.max(0, Math.floor(Math.log2(Math.min(height, width) / least)));
}

/** Means of 2×2 voxels across; an odd row or column at the end is dropped. */
function halved({ data, shape, factor }: PyramidLevel): PyramidLevel {
  const [depth, height, width] = shape;
  const rows = Math.max(1, height >> 1);
  const columns = Math.max(1, width >> 1);
  const small = new Float32Array(depth * rows * columns);
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const above = (z * height + 2 * y) * width;
      const below = (z * height + Math.min(2 * y + 1, height - 1)) * width;
      for (let x = 0; x < columns; x++, i++) {
        const right = Math.min(2 * x + 1, width - 1);
        small[i] = 0.25 * (data[above + 2 * x]! + data[above + right]! + data[below + 2 * x]! + data[below + right]!);
      }
    }
  }
  return { data: small, shape: [depth, rows, columns], factor: 2 * factor };
}
