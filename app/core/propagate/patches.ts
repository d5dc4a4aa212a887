import type { PyramidLevel } from "#core/propagate/pyramid";

/** The voxels around a place that are compared, and how much each counts. */
export interface Stencil {
  /** Offsets from the centre, voxels. */
  readonly dz: Int32Array;
  readonly dy: Int32Array;
  readonly dx: Int32Array;
  /** Sums to 1. */
  readonly weight: Float32Array;
}

/**
 * A disc, or with depth an ellipsoid, Gaussian weighted.
 *
 * @param across half width, voxels
 * @param along  half height in z, voxels; 0 for one plane
 */
export function stencil(across: number, along: number): Stencil {
  const list: { readonly at: readonly [number, number, number]; readonly weight: number }[] = [];
  for (let z = -along; z <= along; z++) {
    for (let y = -across; y <= across; y++) {
      for (let x = -across; x <= across; x++) {
        const d2 = (y * y + x * x) / (across + 0.5) ** 2 + (along > 0 ? (z * z) / (along + 0.5) ** 2 : 0);
        if (d2 <= 1) list.push({ at: [z, y, x], weight: Math.exp(-2 * d2) });
      }
    }
  }
  const sum = list.reduce((total, { weight }) => total + weight, 0);
  return {
    dz: Int32Array.from(list, ({ at }) => at[0]),
    dy: Int32Array.from(list, ({ at }) => at[1]),
    dx: Int32Array.from(list, ({ at }) => at[2]),
    weight: Float32Array.from(list, ({ weight }) => weight / sum),
  };
}

/**
 * What a place looks like: the voxels of its stencil, weighted, with mean 0 and norm 1, so that a product with
 * another patch is their correlation. All zero where nothing is to be seen.
 *
 * @param place voxels of this level, z, y, x, between voxels too
 */
export function template({ data, shape }: PyramidLevel, place: readonly [number, number, number], form: Stencil): Float32Array {
  const n = form.weight.length;
  const values = new Float32Array(n);
  const [depth, height, width] = shape;
  const z0 = Math.floor(place[0]);
  const y0 = Math.floor(place[1]);
  const x0 = Math.floor(place[2]);
  const fz = place[0] - z0;
  const fy = place[1] - y0;
  const fx = place[2] - x0;
  const at = (z: number, y: number, x: number): number => data[(clamp(z, depth) * height + clamp(y, height)) * width + clamp(x, width)]!;
  const plane = (z: number, y: number, x: number): number =>
    (1 - fy) * ((1 - fx) * at(z, y, x) + fx * at(z, y, x + 1)) + fy * ((1 - fx) * at(z, y + 1, x) + fx * at(z, y + 1, x + 1));
  for (let k = 0; k < n; k++) {
    const z = z0 + form.dz[k]!;
    const y = y0 + form.dy[k]!;
    const x = x0 + form.dx[k]!;
    values[k] = fz < 1e-6 ? plane(z, y, x) : (1 - fz) * plane(z, y, x) + fz * plane(z + 1, y, x);
  }
  let mean = 0;
  for (let k = 0; k < n; k++) mean += form.weight[k]! * values[k]!;
  let power = 0;
  for (let k = 0; k < n; k++) power += form.weight[k]! * (values[k]! - mean) ** 2;
  const scale = power > 1e-6 ? 1 / Math.sqrt(power) : 0;
  for (let k = 0; k < n; k++) values[k] = form.weight[k]! * (values[k]! - mean) * scale;
  return values;
}

/** Where to look around a place, voxels each way. */
export interface Reach {
  readonly along: number;
  readonly across: number;
}

/** Places of a search, in order of z, y, x. */
export function searchSize({ along, across }: Reach): number {
  return (2 * along + 1) * (2 * across + 1) ** 2;
}

/**
 * Correlation of several templates of one neuron with a level, at whole voxels around a place.
 *
 * @param centre  whole voxels, z, y, x
 * @param weights of the templates; their sum is 1
 * @param out     [2 along + 1, 2 across + 1, 2 across + 1], −1..1
 */
export function correlate(
  { data, shape }: PyramidLevel,
  centre: readonly [number, number, number],
  reach: Reach,
  form: Stencil,
  templates: readonly Float32Array[],
  weights: readonly number[],
  out: Float32Array,
): void {
  const [depth, height, width] = shape;
  const n = form.weight.length;
  const mixed = new Float32Array(n);
  templates.forEach((one, i) => {
    for (let k = 0; k < n; k++) mixed[k] = mixed[k]! + weights[i]! * one[k]!;
  });
  const offset = Int32Array.from({ length: n }, (_, k) => (form.dz[k]! * height + form.dy[k]!) * width + form.dx[k]!);
  let zMost = 0;
  let most = 0;
  for (let k = 0; k < n; k++) {
    zMost = Math.max(zMost, Math.abs(form.dz[k]!));
    most = Math.max(most, Math.abs(form.dy[k]!), Math.abs(form.dx[k]!));
  }
  let i = 0;
  for (let z = centre[0] - reach.along; z <= centre[0] + reach.along; z++) {
    for (let y = centre[1] - reach.across; y <= centre[1] + reach.across; y++) {
      for (let x = centre[2] - reach.across; x <= centre[2] + reach.across; x++, i++) {
        if (z < 0 || y < 0 || x < 0 || z >= depth || y >= height || x >= width) {
          out[i] = -1;
          continue;
        }
        let product = 0;
        let sum = 0;
        let square = 0;
        const inside = z >= zMost && z < depth - zMost && y >= most && y < height - most && x >= most && x < width - most;
        const base = (z * height + y) * width + x;
        for (let k = 0; k < n; k++) {
          const value = inside
            ? data[base + offset[k]!]!
            : data[(clamp(z + form.dz[k]!, depth) * height + clamp(y + form.dy[k]!, height)) * width + clamp(x + form.dx[k]!, width)]!;
          product += mixed[k]! * value;
          const share = form.weight[k]! * value;
          sum += share;
          square += share * value;
        }
        const power = square - sum * sum;
        out[i] = power > 1e-6 ? product / Math.sqrt(power) : 0;
      }
    }
  }
}

function clamp(value: number, size: number): number {
  return value < 0 ? 0 : value >= size ? size - 1 : value;
}
