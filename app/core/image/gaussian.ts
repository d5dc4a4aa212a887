import type { Triple } from "#contract/geometry";

/**
 * Half of a sampled Gaussian that sums to one over its whole width: weights of the centre and of one side.
 *
 * @param sigma    voxels; 0 gives the identity
 * @param truncate width of one side, in sigmas
 */
export function gaussianKernel(sigma: number, truncate = 3): Float64Array {
  const radius = sigma > 0 ? Math.floor(truncate * sigma + 0.5) : 0;
  const half = new Float64Array(radius + 1);
  let sum = 0;
  for (let i = 0; i <= radius; i++) {
    half[i] = i === 0 ? 1 : Math.exp((-0.5 * i * i) / (sigma * sigma));
    sum += i === 0 ? half[i]! : 2 * half[i]!;
  }
  return half.map((value) => value / sum);
}

/**
 * Gaussian smoothing of a stack, axis by axis; beyond an edge the edge voxel goes on.
 * Same as scipy.ndimage.gaussian_filter with mode "nearest".
 *
 * @param data    [z, y, x]; left as it is
 * @param shape   voxels, [z, y, x]
 * @param sigma   voxels, [z, y, x]; 0 leaves an axis alone
 * @param out     [z, y, x]; may be `data` itself
 * @param scratch [z, y, x]; must be another array
 */
export function gaussianSmooth(
  data: Float32Array,
  shape: Triple,
  sigma: Triple,
  out: Float32Array,
  scratch: Float32Array,
  truncate = 3,
): void {
  const [depth, height, width] = shape;
  const plane = height * width;
  let from = data;
  let to = scratch;
  const swap = (): void => {
    from = to;
    to = from === scratch ? out : scratch;
  };
  if (sigma[2] > 0 && width > 1) {
    alongRows(from, depth * height, width, gaussianKernel(sigma[2], truncate), to);
    swap();
  }
  if (sigma[1] > 0 && height > 1) {
    const half = gaussianKernel(sigma[1], truncate);
    for (let k = 0; k < depth; k++) acrossRows(from, k * plane, height, width, half, to);
    swap();
  }
  if (sigma[0] > 0 && depth > 1) {
    acrossRows(from, 0, depth, plane, gaussianKernel(sigma[0], truncate), to);
    swap();
  }
  if (from !== out) out.set(from);
}

/** Smooths every row of `width` samples. */
function alongRows(data: Float32Array, rows: number, width: number, half: Float64Array, out: Float32Array): void {
  const radius = half.length - 1;
  const padded = new Float32Array(width + 2 * radius);
  const centre = half[0]!;
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    padded.fill(data[base]!, 0, radius);
    for (let x = 0; x < width; x++) padded[radius + x] = data[base + x]!;
    padded.fill(data[base + width - 1]!, radius + width);
    for (let x = 0; x < width; x++) {
      const at = x + radius;
      let sum = centre * padded[at]!;
      for (let i = 1; i <= radius; i++) sum += half[i]! * (padded[at - i]! + padded[at + i]!);
      out[base + x] = sum;
    }
  }
}

/** Smooths across `count` rows of `length` samples that follow each other from `base` on. */
function acrossRows(data: Float32Array, base: number, count: number, length: number, half: Float64Array, out: Float32Array): void {
  const radius = half.length - 1;
  const block = Math.min(length, 1024);
  const sums = new Float64Array(block);
  for (let start = 0; start < length; start += block) {
    const wide = Math.min(block, length - start);
    for (let row = 0; row < count; row++) {
      const own = base + row * length + start;
      const centre = half[0]!;
      for (let x = 0; x < wide; x++) sums[x] = centre * data[own + x]!;
      for (let i = 1; i <= radius; i++) {
        const above = base + Math.max(row - i, 0) * length + start;
        const below = base + Math.min(row + i, count - 1) * length + start;
        const weight = half[i]!;
        for (let x = 0; x < wide; x++) sums[x] = sums[x]! + weight * (data[above + x]! + data[below + x]!);
      }
      for (let x = 0; x < wide; x++) out[own + x] = sums[x]!;
    }
  }
}
