import type { Triple } from "#contract/geometry";
import { localMaxima, type Peaks } from "#core/detect/local-maxima";
import { quantile } from "#core/link/points";

/** The peaks that are known, and how nuclei lie in the stack. */
export interface KnownPeaks {
  /** Voxels, [n, 3], z, y, x. */
  readonly place: Float64Array;
  readonly height: Float64Array;
  /** Radius of a nucleus, voxels along each axis. */
  readonly radius: Triple;
  /** Two peaks within the ellipsoid of these half-axes are one, voxels. */
  readonly apart: Triple;
  /** Height from which a peak counts. */
  readonly cut: number;
}

/** Fewer peaks than this say nothing of what a lone one looks like. */
const fewest = 8;
/** Most lone peaks that are looked at. */
const most = 30;
/** How far a peak is looked at, in radii. */
const span = 2.5;
/** Share of lone peaks whose difference from their middle is put down to nuclei being different. */
const usual = 0.8;
/** Share that the response itself must have of what is left: elsewhere it is made by what was taken away. */
const seen = 0.3;

/**
 * Parts nuclei that merge into one peak. The stack itself shows what the response to a lone nucleus looks like: the
 * middle over the loneliest third of the peaks. All known peaks are taken away in that shape, with heights that
 * explain the response together; what is left stands for a nucleus of its own where it counts by itself and is more
 * than lone nuclei differ from one another. One step of CLEAN (Högbom 1974), with a tolerance that is measured.
 *
 * @param response [z, y, x]
 * @returns        peaks that are left, voxels; none where too few nuclei are known to tell their shape
 */
export function hiddenPeaks(response: Float32Array, shape: Triple, known: KnownPeaks): Peaks {
  const count = known.height.length;
  if (count < fewest) return { place: new Float64Array(0), height: new Float64Array(0) };
  const half = known.radius.map((radius) => Math.max(1, Math.ceil(span * radius))) as [number, number, number];
  const lone = loneliest(known);
  const form = formOf(response, shape, known, lone, half);
  const height = heightsOf(response, shape, known, form);
  const left = response.slice();
  const tolerance = new Float32Array(response.length);
  for (let n = 0; n < count; n++) takeAway(left, tolerance, shape, known.place.subarray(3 * n, 3 * n + 3), height[n]!, form);
  for (let i = 0; i < left.length; i++) if (left[i]! <= tolerance[i]! || response[i]! < seen * left[i]!) left[i] = 0;
  const peaks = localMaxima(left, shape, known.cut, count);
  const kept = Array.from(peaks.height.keys()).filter((i) => {
    const at = peaks.place.subarray(3 * i, 3 * i + 3);
    const isInside = at.every((value, d) => Math.round(value) > 0 && Math.round(value) < shape[d as 0 | 1 | 2] - 1);
    return (
      isInside &&
      Array.from({ length: count }, (_, n) => n).every((n) => away(at, known.place.subarray(3 * n, 3 * n + 3), known.apart) >= 1)
    );
  });
  return {
    place: Float64Array.from(kept.flatMap((i) => [...peaks.place.subarray(3 * i, 3 * i + 3)])),
    height: Float64Array.from(kept, (i) => peaks.height[i]!),
  };
}

/** What the response to a lone nucleus of height 1 looks like around its peak, and how far nuclei differ from it. */
interface Form {
  readonly half: Triple;
  readonly middle: Float32Array;
  readonly spread: Float32Array;
}

function away(a: ArrayLike<number>, b: ArrayLike<number>, unit: Triple): number {
  return Math.hypot((a[0]! - b[0]!) / unit[0], (a[1]! - b[1]!) / unit[1], (a[2]! - b[2]!) / unit[2]);
}

function loneliest({ place, height, radius }: KnownPeaks): number[] {
  const at = (n: number) => place.subarray(3 * n, 3 * n + 3);
  const alone = Float64Array.from(height, (_, n) => {
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < height.length; other++) if (other !== n) least = Math.min(least, away(at(n), at(other), radius));
    return least;
  });
  const order = Array.from(height.keys()).sort((a, b) => alone[b]! - alone[a]! || a - b);
  return order.slice(0, Math.min(most, Math.max(fewest, Math.floor(height.length / 3))));
}

function formOf(response: Float32Array, shape: Triple, { place, height }: KnownPeaks, lone: readonly number[], half: Triple): Form {
  const size = half.map((h) => 2 * h + 1) as [number, number, number];
  const voxels = size[0] * size[1] * size[2];
  const looks = lone.map((n) => {
    const look = new Float32Array(voxels);
    eachVoxel(half, (z, y, x, i) => {
      look[i] = sample(response, shape, place[3 * n]! + z, place[3 * n + 1]! + y, place[3 * n + 2]! + x) / height[n]!;
    });
    return look;
  });
  const middle = new Float32Array(voxels);
  const own = new Float64Array(lone.length);
  for (let i = 0; i < voxels; i++) {
    looks.forEach((look, n) => (own[n] = look[i]!));
    middle[i] = own.sort()[own.length >> 1]!;
  }
  const rough = new Float32Array(voxels);
  for (let i = 0; i < voxels; i++)
    rough[i] = quantile(
      looks.map((look) => Math.abs(look[i]! - middle[i]!)),
      usual,
    );
  // A peak between voxels moves its flanks by a voxel: the tolerance of a voxel is the largest of its neighbours'.
  const spread = new Float32Array(voxels);
  eachVoxel(half, (z, y, x, i) => {
    let largest = 0;
    for (let k = -1; k <= 1; k++)
      for (let j = -1; j <= 1; j++)
        for (let l = -1; l <= 1; l++) {
          const [a, b, c] = [z + k + half[0], y + j + half[1], x + l + half[2]];
          if (a < 0 || b < 0 || c < 0 || a >= size[0] || b >= size[1] || c >= size[2]) continue;
          largest = Math.max(largest, rough[(a * size[1] + b) * size[2] + c]!);
        }
    spread[i] = largest;
  });
  return { half, middle, spread };
}

function eachVoxel(half: Triple, visit: (z: number, y: number, x: number, i: number) => void): void {
  let i = 0;
  for (let z = -half[0]; z <= half[0]; z++)
    for (let y = -half[1]; y <= half[1]; y++) for (let x = -half[2]; x <= half[2]; x++) visit(z, y, x, i++);
}

/** Between voxels; beyond the edge as at the edge. */
function sample(data: Float32Array, shape: Triple, z: number, y: number, x: number): number {
  const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  const [z0, y0, x0] = [Math.floor(z), Math.floor(y), Math.floor(x)];
  const [fz, fy, fx] = [z - z0, y - y0, x - x0];
  let sum = 0;
  for (let k = 0; k < 2; k++)
    for (let j = 0; j < 2; j++) {
      const weight = (k === 0 ? 1 - fz : fz) * (j === 0 ? 1 - fy : fy);
      if (weight === 0) continue;
      const line = (clamp(z0 + k, shape[0]) * shape[1] + clamp(y0 + j, shape[1])) * shape[2];
      sum += weight * ((1 - fx) * data[line + clamp(x0, shape[2])]! + fx * data[line + clamp(x0 + 1, shape[2])]!);
    }
  return sum;
}

/** Heights that explain the response at all peaks together, none negative. */
function heightsOf(response: Float32Array, shape: Triple, { place, height }: KnownPeaks, { half, middle }: Form): Float64Array {
  const count = height.length;
  const size = half.map((h) => 2 * h + 1) as [number, number, number];
  const wanted = Float64Array.from(height, (_, n) => sample(response, shape, place[3 * n]!, place[3 * n + 1]!, place[3 * n + 2]!));
  const shares = Array.from({ length: count }, (_, n) => {
    const row: { readonly m: number; readonly share: number }[] = [];
    for (let m = 0; m < count; m++) {
      if (m === n) continue;
      const offset = [0, 1, 2].map((d) => place[3 * n + d]! - place[3 * m + d]!) as [number, number, number];
      if (offset.some((value, d) => Math.abs(value) > half[d as 0 | 1 | 2])) continue;
      row.push({ m, share: sample(middle, size, offset[0] + half[0], offset[1] + half[1], offset[2] + half[2]) });
    }
    return row;
  });
  const found = height.slice();
  for (let round = 0; round < 50; round++) {
    for (let n = 0; n < count; n++)
      found[n] = Math.max(
        0,
        shares[n]!.reduce((rest, { m, share }) => rest - share * found[m]!, wanted[n]!),
      );
  }
  return found;
}

function takeAway(
  left: Float32Array,
  tolerance: Float32Array,
  shape: Triple,
  at: ArrayLike<number>,
  height: number,
  { half, middle, spread }: Form,
): void {
  const size = half.map((h) => 2 * h + 1) as [number, number, number];
  const centre = [Math.round(at[0]!), Math.round(at[1]!), Math.round(at[2]!)] as const;
  const shift = centre.map((value, d) => value - at[d]!) as [number, number, number];
  eachVoxel(half, (z, y, x, i) => {
    const [a, b, c] = [centre[0] + z, centre[1] + y, centre[2] + x];
    if (a < 0 || b < 0 || c < 0 || a >= shape[0] || b >= shape[1] || c >= shape[2]) return;
    const index = (a * shape[1] + b) * shape[2] + c;
    left[index] = left[index]! - height * sample(middle, size, z + shift[0] + half[0], y + shift[1] + half[1], x + shift[2] + half[2]);
    tolerance[index] = tolerance[index]! + height * spread[i]!;
  });
}
