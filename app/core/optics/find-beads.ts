import type { Triple } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";
import { median } from "#core/image/percentile";
import type { BlurProfile } from "#core/optics/fit-blur";

/** A scanned stack, grey levels [z, y, x], and the focus of its planes, µm. */
export interface ScannedStack {
  readonly data: Float32Array;
  readonly shape: Triple;
  readonly z: readonly number[];
  /** µm, the same along y and x. */
  readonly pitch: number;
}

/** A small emitter that stands alone: pixels, and the plane in which it is sharpest. */
export interface Bead {
  readonly y: number;
  readonly x: number;
  readonly plane: number;
}

/** How far light of one emitter is looked at, µm, where the field is large enough. */
const reach = 8;
/** Fewest pixels of that. */
const leastReach = 8;
/** Peaks of at least this share of the highest count. */
const leastShare = 0.15;
/** Most emitters that are averaged. */
const most = 40;

/**
 * Finds small emitters (beads, nuclei that stand alone) whose light no other emitter reaches.
 *
 * @returns places, brightest first, and how far round them light was looked at, px
 */
export function findBeads({ data, shape, pitch }: ScannedStack): { readonly beads: readonly Bead[]; readonly radius: number } {
  const [depths, height, width] = shape;
  const size = height * width;
  const sigma = Math.max(1, 0.3 / pitch);
  const smooth = new Float32Array(data.length);
  gaussianSmooth(data, shape, [0, sigma, sigma], smooth, new Float32Array(data.length));
  const highest = new Float32Array(size).fill(-Infinity);
  const plane = new Int32Array(size);
  for (let k = 0; k < depths; k++) {
    for (let i = 0; i < size; i++) {
      if (smooth[k * size + i]! <= highest[i]!) continue;
      highest[i] = smooth[k * size + i]!;
      plane[i] = k;
    }
  }
  const ground = median(highest);
  const noise = 1.4826 * median(highest.map((value) => Math.abs(value - ground)));
  const top = highest.reduce((best, value) => Math.max(best, value), -Infinity) - ground;
  const peaks: { readonly at: number; readonly y: number; readonly x: number }[] = [];
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      const value = highest[at]! - ground;
      if (value < leastShare * top || value < 6 * noise) continue;
      let largest = true;
      for (let v = -2; v <= 2 && largest; v++) {
        for (let u = -2; u <= 2; u++) {
          if (v === 0 && u === 0) continue;
          const other = highest[at + v * width + u]!;
          if (other > highest[at]! || (other === highest[at]! && v * width + u < 0)) {
            largest = false;
            break;
          }
        }
      }
      if (largest) peaks.push({ at, y, x });
    }
  }
  for (let radius = Math.round(reach / pitch); ; radius = Math.floor(radius * 0.8)) {
    const alone = peaks.filter(
      ({ y, x }) =>
        y >= radius &&
        x >= radius &&
        y < height - radius &&
        x < width - radius &&
        !peaks.some((other) => (other.y !== y || other.x !== x) && Math.hypot(other.y - y, other.x - x) < 1.3 * radius),
    );
    if (alone.length > 0 || radius <= leastReach) {
      const beads = alone
        .toSorted((a, b) => highest[b.at]! - highest[a.at]!)
        .slice(0, most)
        .map(({ at, y, x }): Bead => ({ ...centred(smooth, shape, plane[at]!, y, x, sigma), plane: plane[at]! }));
      return { beads, radius };
    }
  }
}

/** Centre of mass of a spot in its sharpest plane, background off. */
function centred(
  smooth: Float32Array,
  [, height, width]: Triple,
  plane: number,
  y: number,
  x: number,
  sigma: number,
): { y: number; x: number } {
  const wide = Math.ceil(2 * sigma);
  let low = Infinity;
  const values: { readonly v: number; readonly u: number; readonly value: number }[] = [];
  for (let v = Math.max(0, y - wide); v <= Math.min(height - 1, y + wide); v++) {
    for (let u = Math.max(0, x - wide); u <= Math.min(width - 1, x + wide); u++) {
      const value = smooth[(plane * height + v) * width + u]!;
      low = Math.min(low, value);
      values.push({ v, u, value });
    }
  }
  const total = values.reduce((sum, { value }) => sum + value - low, 0) || 1;
  const mean = (read: (one: (typeof values)[number]) => number) =>
    values.reduce((sum, one) => sum + read(one) * (one.value - low), 0) / total;
  return { y: mean(({ v }) => v), x: mean(({ u }) => u) };
}

/**
 * Light of beads averaged round their axes and over the beads, each moved along z so that all are sharpest in the same
 * plane, and each brought to the same brightness.
 *
 * @param radius how far, px
 */
export function averageProfile(stack: ScannedStack, beads: readonly Bead[], radius: number): BlurProfile {
  const { shape, z, pitch } = stack;
  const depths = shape[0];
  const light = new Float64Array(depths * radius);
  const counts = new Float64Array(depths);
  const own = beads.map((bead) => profileOf(stack, bead, radius));
  const places = own.map((profile) => sharpest(profile, radius));
  const middle = median(Float64Array.from(places));
  own.forEach((profile, n) => {
    const factor = 1 / Math.max(brightness(profile, radius), 1e-9);
    const shift = places[n]! - middle;
    for (let k = 0; k < depths; k++) {
      const from = k + shift;
      const below = Math.floor(from);
      if (below < 0 || below + (from > below ? 1 : 0) > depths - 1) continue;
      const part = from - below;
      counts[k] = counts[k]! + 1;
      for (let i = 0; i < radius; i++) {
        const a = profile[below * radius + i]!;
        const b = part > 0 ? profile[(below + 1) * radius + i]! : a;
        light[k * radius + i] = light[k * radius + i]! + factor * (a + part * (b - a));
      }
    }
  });
  const kept = Array.from(counts.keys()).filter((k) => counts[k]! >= 0.5 * beads.length);
  return {
    light: Float64Array.from(kept.flatMap((k) => Array.from(light.subarray(k * radius, (k + 1) * radius), (value) => value / counts[k]!))),
    z: kept.map((k) => z[k]!),
    pitch,
    radii: radius,
  };
}

/** Rings of one pixel, each pixel shared between the two it lies between; the outermost ring of its plane is the background. */
function profileOf({ data, shape: [depths, height, width] }: ScannedStack, { y, x }: Bead, radius: number): Float64Array {
  const profile = new Float64Array(depths * radius);
  const weight = new Float64Array(radius);
  for (let k = 0; k < depths; k++) {
    weight.fill(0);
    const row = profile.subarray(k * radius, (k + 1) * radius);
    for (let v = Math.max(0, Math.floor(y - radius)); v <= Math.min(height - 1, Math.ceil(y + radius)); v++) {
      for (let u = Math.max(0, Math.floor(x - radius)); u <= Math.min(width - 1, Math.ceil(x + radius)); u++) {
        const distance = Math.hypot(v - y, u - x);
        const inner = Math.floor(distance);
        const part = distance - inner;
        const value = data[(k * height + v) * width + u]!;
        if (inner < radius) {
          row[inner] = row[inner]! + (1 - part) * value;
          weight[inner] = weight[inner]! + 1 - part;
        }
        if (inner + 1 < radius) {
          row[inner + 1] = row[inner + 1]! + part * value;
          weight[inner + 1] = weight[inner + 1]! + part;
        }
      }
    }
    for (let i = 0; i < radius; i++) row[i] = row[i]! / Math.max(weight[i]!, 1e-9);
  }
  const ground = median(Float64Array.from({ length: depths }, (_, k) => profile[k * radius + radius - 1]!));
  return profile.map((value) => value - ground);
}

/** The plane, with its fraction, in which a profile's middle is brightest. */
function sharpest(profile: Float64Array, radius: number): number {
  const depths = profile.length / radius;
  let top = 0;
  for (let k = 1; k < depths; k++) if (profile[k * radius]! > profile[top * radius]!) top = k;
  const [a, b, c] = [profile[(top - 1) * radius], profile[top * radius]!, profile[(top + 1) * radius]];
  const bend = a === undefined || c === undefined ? 0 : a - 2 * b + c;
  return top + (bend < 0 ? (0.5 * (a! - c!)) / bend : 0);
}

function brightness(profile: Float64Array, radius: number): number {
  return profile.reduce((best, value, i) => (i % radius === 0 ? Math.max(best, value) : best), 0);
}
