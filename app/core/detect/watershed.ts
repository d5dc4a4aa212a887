import { Failure } from "#contract/failure";
import type { Pair, Triple } from "#contract/geometry";
import type { BlobTable } from "#contract/table";
import type { Labels, Volume } from "#contract/volume";
import { flood } from "#core/detect/flood";
import { gaussianKernel, gaussianSmooth } from "#core/image/gaussian";
import { quantile } from "#core/link/points";

/** Where nuclei lie, and how large they are: any table of blobs or tracks of one frame. */
export type Seeds = Pick<BlobTable, "z" | "y" | "x" | "radius">;

export interface WatershedOptions {
  /** A voxel belongs to a nucleus from this share of the way up from its surroundings to its peak on; 0..1. */
  readonly level: number;
  /** How far a nucleus may reach from its seed, × its radius across. */
  readonly reach: number;
  /** How much longer nuclei look along z than across. */
  readonly elongation: number;
  /** Smoothing before the flooding, × the median radius (σ); 0 for none. */
  readonly smoothing: number;
}

export const usualWatershed: WatershedOptions = { level: 0.5, reach: 2, elongation: 1.5, smoothing: 0.25 };

/** Most nuclei that labels of 16 bits can tell apart. */
const most = 65535;

/**
 * The voxels of each nucleus: a watershed from the nuclei's centres, where nuclei that touch are parted along the
 * valley between them, and each ends half way down to its own surroundings. Seeds outside the volume, and
 * those on a voxel that a brighter seed has, get no voxels of their own.
 *
 * @param volume  [z, y, x], grey levels; all finite
 * @param seeds   centres and radii, µm; the row of a seed + 1 is its label
 * @param options see `WatershedOptions`; left out, `usualWatershed`
 * @returns       [z, y, x], 0 outside all nuclei
 * @throws        Failure "out-of-range" for more seeds than labels
 */
export function watershedMasks(volume: Volume, seeds: Seeds, options: Partial<WatershedOptions> = {}): Labels {
  const { shape, voxel, origin } = volume;
  const count = seeds.x.length;
  if (count > most) {
    throw new Failure("out-of-range", `Masks can tell ${most} nuclei of one frame apart; here are ${count}.`, { nuclei: count, most });
  }
  const wanted = { ...usualWatershed, ...options };
  const labels = new Uint16Array(volume.data.length);
  const sigma = count === 0 ? 0 : wanted.smoothing * quantile(Array.from(seeds.radius), 0.5);
  const area = areaOf(volume, seeds, wanted, sigma);
  if (area !== null) paste(masksWithin(cut(volume, area), seeds, wanted, sigma), shape, area, labels);
  return { data: labels, shape, voxel, origin };
}

/** Pixels that masks hang on: rows and columns, the last ones not included. */
interface Area {
  readonly y: Pair;
  readonly x: Pair;
}

/** The pixels around the seeds that their masks hang on; null where no seed lies in the volume. */
function areaOf({ shape, voxel, origin }: Volume, seeds: Seeds, { reach }: WatershedOptions, sigma: number): Area | null {
  const span = (places: ArrayLike<number>, d: 1 | 2): Pair => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < places.length; row++) {
      const at = (places[row]! - origin[d]) / voxel[d];
      if (!(at >= -0.5 && at < shape[d])) continue;
      // The ring of 2 to 3 radii that a nucleus is compared with, and what is smoothed into it.
      const margin = (Math.max(reach, 3) * seeds.radius[row]!) / voxel[d] + gaussianKernel(sigma / voxel[d]).length + 1;
      low = Math.min(low, at - margin);
      high = Math.max(high, at + margin);
    }
    return [Math.max(0, Math.floor(low)), Math.min(shape[d], Math.ceil(high) + 1)];
  };
  const [y, x] = [span(seeds.y, 1), span(seeds.x, 2)];
  return y[0] < y[1] && x[0] < x[1] ? { y, x } : null;
}

function cut({ data, shape, voxel, origin }: Volume, { y, x }: Area): Volume {
  const [depth, height, width] = shape;
  const [rows, columns] = [y[1] - y[0], x[1] - x[0]];
  if (rows === height && columns === width) return { data, shape, voxel, origin };
  const part = new Float32Array(depth * rows * columns);
  for (let k = 0, to = 0; k < depth; k++)
    for (let j = y[0]; j < y[1]; j++, to += columns) {
      const row = (k * height + j) * width;
      part.set(data.subarray(row + x[0], row + x[1]), to);
    }
  return {
    data: part,
    shape: [depth, rows, columns],
    voxel,
    origin: [origin[0], origin[1] + y[0] * voxel[1], origin[2] + x[0] * voxel[2]],
  };
}

/** Lays the labels of an area [z, y, x] into those of the whole. */
function paste(part: Uint16Array, [depth, height, width]: Triple, { y, x }: Area, into: Uint16Array): void {
  const columns = x[1] - x[0];
  for (let k = 0, from = 0; k < depth; k++)
    for (let j = y[0]; j < y[1]; j++, from += columns) into.set(part.subarray(from, from + columns), (k * height + j) * width + x[0]);
}

/** Labels [z, y, x] of a volume that holds all that the masks hang on; `sigma` of the smoothing, µm. */
function masksWithin(volume: Volume, seeds: Seeds, { level, reach, elongation }: WatershedOptions, sigma: number): Uint16Array {
  const { shape, voxel, origin } = volume;
  const [depth, height, width] = shape;
  const count = seeds.x.length;
  const labels = new Uint16Array(volume.data.length);
  const data = smoothed(volume, sigma);
  const centre = [0, 1, 2].map((d) =>
    Float64Array.from([seeds.z, seeds.y, seeds.x][d]!, (place) => (place - origin[d as 0 | 1 | 2]) / voxel[d as 0 | 1 | 2]),
  ) as [Float64Array, Float64Array, Float64Array];
  // A plane has no depth to be left by; what has no place at all stays without one.
  if (depth === 1) centre[0].fill(0);
  const half = [(reach * elongation) / voxel[0], reach / voxel[1], reach / voxel[2]] as const;
  const floor = new Float64Array(count);
  const starts = new Map<number, number>();
  const brightestFirst: { readonly row: number; readonly at: number }[] = [];
  for (let row = 0; row < count; row++) {
    const place = [0, 1, 2].map((d) => Math.round(centre[d as 0 | 1 | 2][row]!)) as [number, number, number];
    if (place.some((i, d) => !(i >= 0 && i < shape[d as 0 | 1 | 2]))) continue;
    brightestFirst.push({ row, at: (place[0] * height + place[1]) * width + place[2] });
  }
  brightestFirst.sort((a, b) => data[b.at]! - data[a.at]! || a.row - b.row);
  for (const { row, at } of brightestFirst) {
    if (starts.has(at)) continue;
    starts.set(at, row);
    labels[at] = row + 1;
    const foot = surroundings(volume, data, at, seeds.radius[row]!);
    floor[row] = foot + level * (data[at]! - foot);
  }
  flood(data, shape, labels, starts.keys(), (at, label) => {
    const row = label - 1;
    if (data[at]! < floor[row]!) return false;
    const radius = seeds.radius[row]!;
    const dx = ((at % width) - centre[2][row]!) / half[2];
    const dy = ((Math.floor(at / width) % height) - centre[1][row]!) / half[1];
    const dz = (Math.floor(at / (height * width)) - centre[0][row]!) / half[0];
    return dz * dz + dy * dy + dx * dx <= radius * radius;
  });
  return labels;
}

function smoothed(volume: Volume, sigma: number): Float32Array {
  if (!(sigma > 0)) return volume.data;
  const out = new Float32Array(volume.data.length);
  const [z, y, x] = volume.voxel;
  gaussianSmooth(volume.data, volume.shape, [sigma / z, sigma / y, sigma / x], out, new Float32Array(out.length));
  return out;
}

/** How dark it is around a nucleus: the lower quartile of a ring of 2 to 3 radii in its plane, neighbours or not. */
function surroundings({ shape, voxel }: Volume, data: Float32Array, at: number, radius: number): number {
  const [, height, width] = shape;
  const z = Math.floor(at / (height * width));
  const y = Math.floor(at / width) % height;
  const x = at % width;
  const high = Math.ceil((3 * radius) / voxel[1]);
  const wide = Math.ceil((3 * radius) / voxel[2]);
  const ring: number[] = [];
  for (let j = Math.max(0, y - high); j <= Math.min(height - 1, y + high); j++) {
    for (let i = Math.max(0, x - wide); i <= Math.min(width - 1, x + wide); i++) {
      const away = Math.hypot((j - y) * voxel[1], (i - x) * voxel[2]) / radius;
      if (away >= 2 && away <= 3) ring.push(data[(z * height + j) * width + i]!);
    }
  }
  return ring.length === 0 ? 0 : quantile(ring, 0.25);
}
