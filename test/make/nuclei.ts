import type { Triple } from "#contract/geometry";
import type { Volume } from "#contract/volume";

/** Seeded numbers, 0..1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A normal deviate from seeded numbers. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface Nucleus {
  readonly z: number;
  readonly y: number;
  readonly x: number;
  /** µm, standard deviation across. */
  readonly sigma: number;
  readonly brightness: number;
}

/** A stack of Gaussian nuclei at known places (µm), longer along z by `elongation`, with normal noise. */
export function stackOf(
  shape: Triple,
  voxel: Triple,
  origin: Triple,
  nuclei: readonly Nucleus[],
  elongation: number,
  noise: number,
  seed: number,
): Volume {
  const random = seeded(seed);
  const [depth, height, width] = shape;
  const data = new Float32Array(depth * height * width);
  for (let i = 0; noise > 0 && i < data.length; i++) data[i] = noise * normal(random);
  for (const { z, y, x, sigma, brightness } of nuclei) {
    const spread = [sigma * elongation, sigma, sigma] as const;
    const centre = [z, y, x].map((value, d) => (value - origin[d]!) / voxel[d]!);
    const range = [0, 1, 2].map((d) => {
      const wide = (4 * spread[d]!) / voxel[d]!;
      return [Math.max(0, Math.ceil(centre[d]! - wide)), Math.min(shape[d]! - 1, Math.floor(centre[d]! + wide))] as const;
    });
    for (let k = range[0]![0]; k <= range[0]![1]; k++) {
      for (let j = range[1]![0]; j <= range[1]![1]; j++) {
        for (let i = range[2]![0]; i <= range[2]![1]; i++) {
          const d2 =
            (((k - centre[0]!) * voxel[0]) / spread[0]) ** 2 +
            (((j - centre[1]!) * voxel[1]) / spread[1]) ** 2 +
            (((i - centre[2]!) * voxel[2]) / spread[2]) ** 2;
          const at = (k * height + j) * width + i;
          data[at] = data[at]! + brightness * Math.exp(-0.5 * d2);
        }
      }
    }
  }
  return { data, shape, voxel, origin };
}

/** Nuclei scattered in a box (µm), no two nearer than `apart`, brightness log-normal around 1. */
export function scatter(count: number, box: Triple, origin: Triple, apart: number, sigma: number, seed: number): Nucleus[] {
  const random = seeded(seed);
  const nuclei: Nucleus[] = [];
  for (let tries = 0; nuclei.length < count && tries < count * 500; tries++) {
    const [z, y, x] = [0, 1, 2].map((d) => origin[d]! + random() * box[d]!) as [number, number, number];
    if (nuclei.some((other) => Math.hypot(other.z - z, other.y - y, other.x - x) < apart)) continue;
    nuclei.push({ z, y, x, sigma, brightness: Math.exp(0.5 * normal(random)) });
  }
  return nuclei;
}
