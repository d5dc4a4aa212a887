import type { Triple } from "#contract/geometry";

/** Peaks, strongest first. */
export interface Peaks {
  /** Place in voxels with sub-voxel fraction, [n, 3], z, y, x. */
  readonly place: Float64Array;
  /** Height of each peak. */
  readonly height: Float64Array;
}

/**
 * Voxels above `least` that no neighbour (26 of them) exceeds, refined by a parabola along each axis. Of a
 * plateau the first voxel counts. At an edge the peak stays on its voxel along that axis.
 *
 * @param data  [z, y, x]
 * @param most  keep at most so many, strongest first
 */
export function localMaxima(data: Float32Array, shape: Triple, least: number, most: number): Peaks {
  const [depth, height, width] = shape;
  const plane = height * width;
  const found: number[] = [];
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const value = data[i]!;
        if (value > least && isPeak(data, i, value, z, y, x, depth, height, width)) found.push(i);
      }
    }
  }
  found.sort((a, b) => data[b]! - data[a]! || a - b);
  found.length = Math.min(found.length, most);
  const place = new Float64Array(found.length * 3);
  const heights = new Float64Array(found.length);
  found.forEach((i, n) => {
    const z = Math.floor(i / plane);
    const y = Math.floor(i / width) % height;
    const x = i % width;
    heights[n] = data[i]!;
    place[3 * n] = z + (z > 0 && z < depth - 1 ? vertex(data[i - plane]!, data[i]!, data[i + plane]!) : 0);
    place[3 * n + 1] = y + (y > 0 && y < height - 1 ? vertex(data[i - width]!, data[i]!, data[i + width]!) : 0);
    place[3 * n + 2] = x + (x > 0 && x < width - 1 ? vertex(data[i - 1]!, data[i]!, data[i + 1]!) : 0);
  });
  return { place, height: heights };
}

function isPeak(
  data: Float32Array,
  i: number,
  value: number,
  z: number,
  y: number,
  x: number,
  depth: number,
  height: number,
  width: number,
): boolean {
  const plane = height * width;
  for (let dz = z > 0 ? -1 : 0; dz <= (z < depth - 1 ? 1 : 0); dz++) {
    for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
      for (let dx = x > 0 ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
        const step = dz * plane + dy * width + dx;
        const other = data[i + step]!;
        if (other > value || (other === value && step < 0)) return false;
      }
    }
  }
  return true;
}

/** Where the parabola through three samples peaks, −0.5..0.5 from the middle one. */
function vertex(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right;
  if (bend >= 0) return 0;
  return Math.min(0.5, Math.max(-0.5, (0.5 * (left - right)) / bend));
}
