import type { Pair } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";
import { solvePositive } from "#core/link/solve";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { type Affine, rigid, translation, warp } from "#core/preprocess/warp";

/** Smoothing from coarse to fine, px. */
const scales = [6, 3, 1.5] as const;
const rounds = 12;

/**
 * The map that lays one channel on another, from images of both (their means over the movie).
 * A shift by phase correlation first; for "affine" then least squares of fixed − (gain·moved∘map + offset) by Gauss and
 * Newton's method, from coarse to fine.
 *
 * Lucas & Kanade (1981); Thévenaz et al. (1998), doi:10.1109/83.650848.
 *
 * @param fixed image that stays [y, x]
 * @param moved image that is to be laid on it [y, x]
 * @returns     place in `moved` of each place of `fixed`, px
 */
export function alignImages(fixed: Float32Array, moved: Float32Array, shape: Pair, kind: "translation" | "affine"): Affine {
  const [still, moving] = [standard(fixed), standard(moved)];
  const { dy, dx } = new PhaseShift(still, shape).of(moving);
  const start = translation(dy, dx);
  if (kind === "translation") return start;
  const map = refineMap(still, moving, shape, start, "affine", scales);
  // A map that turns or stretches more than optics do has lost its way.
  const sane = Math.abs(map.yy - 1) < 0.2 && Math.abs(map.xx - 1) < 0.2 && Math.abs(map.yx) < 0.2 && Math.abs(map.xy) < 0.2;
  return sane ? map : start;
}

/**
 * Betters a map between two images by least squares of fixed − (gain·moved∘map + offset), by Gauss and Newton's method.
 *
 * @param start  a map a few pixels from the truth; it comes back where the images hold nothing to align
 * @param kind   what the map may do besides shifting: anything linear, or turn only
 * @param scales smoothing from coarse to fine, px
 */
export function refineMap(
  fixed: Float32Array,
  moved: Float32Array,
  shape: Pair,
  start: Affine,
  kind: "affine" | "rigid",
  scales: readonly number[],
): Affine {
  let map = start;
  for (const sigma of scales) {
    const [a, b] = [smoothed(fixed, shape, sigma), smoothed(moved, shape, sigma)];
    for (let round = 0; round < rounds; round++) {
      const next = improved(a, b, shape, map, kind);
      if (next === null) return start;
      const step = Math.max(...corners(shape).map((corner) => distance(corner, map, next)));
      map = next;
      if (step < 0.01) break;
    }
  }
  return map;
}

/** One step of Gauss and Newton; null where the images hold nothing to align. */
function improved(fixed: Float32Array, moved: Float32Array, shape: Pair, map: Affine, kind: "affine" | "rigid"): Affine | null {
  const [height, width] = shape;
  const drawn = warp(moved, shape, map, Number.NaN);
  const [my, mx] = [(height - 1) / 2, (width - 1) / 2];
  // Unknowns: shifts and slopes (or the turn) about the middle, in units that keep the equations even, then gain and offset.
  const n = kind === "affine" ? 8 : 5;
  const reach = Math.max(my, mx, 1);
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  const row = new Float64Array(n);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const gy = (drawn[i + width]! - drawn[i - width]!) / 2;
      const gx = (drawn[i + 1]! - drawn[i - 1]!) / 2;
      const residual = fixed[i]! - drawn[i]!;
      // Places beside the moved image's border have no gradient.
      if (!Number.isFinite(gy + gx + residual)) continue;
      const [py, px] = [(y - my) / reach, (x - mx) / reach];
      row[0] = gy;
      row[1] = gx;
      if (kind === "affine") {
        row[2] = gy * py;
        row[3] = gy * px;
        row[4] = gx * py;
        row[5] = gx * px;
      } else row[2] = gy * px - gx * py;
      row[n - 2] = drawn[i]!;
      row[n - 1] = 1;
      for (let r = 0; r < n; r++) {
        const weight = row[r]!;
        right[r] = right[r]! + weight * residual;
        for (let c = 0; c <= r; c++) normal[r * n + c] = normal[r * n + c]! + weight * row[c]!;
      }
    }
  }
  for (let r = 0; r < n; r++) normal[r * n + r] = normal[r * n + r]! * (1 + 1e-6) + 1e-9;
  if (!solvePositive(normal, right, n, 1)) return null;
  if (kind === "rigid") {
    const next = after(map, rigid(shape, right[2]! / reach, right[0]!, right[1]!));
    return Object.values(next).every(Number.isFinite) ? next : null;
  }
  const [ty, tx, tyy, tyx, txy, txx] = right;
  // The drawn image moves by (d): the new map is the old one at the moved place.
  const step: Affine = {
    yy: 1 + tyy! / reach,
    yx: tyx! / reach,
    y0: ty! - (tyy! * my + tyx! * mx) / reach,
    xy: txy! / reach,
    xx: 1 + txx! / reach,
    x0: tx! - (txy! * my + txx! * mx) / reach,
  };
  const next = after(map, step);
  return Object.values(next).every(Number.isFinite) ? next : null;
}

/** First `step`, then `map`. */
function after(map: Affine, step: Affine): Affine {
  return {
    yy: map.yy * step.yy + map.yx * step.xy,
    yx: map.yy * step.yx + map.yx * step.xx,
    y0: map.yy * step.y0 + map.yx * step.x0 + map.y0,
    xy: map.xy * step.yy + map.xx * step.xy,
    xx: map.xy * step.yx + map.xx * step.xx,
    x0: map.xy * step.y0 + map.xx * step.x0 + map.x0,
  };
}

function corners([height, width]: Pair): Pair[] {
  return [
    [0, 0],
    [0, width - 1],
    [height - 1, 0],
    [height - 1, width - 1],
  ];
}

function distance([y, x]: Pair, a: Affine, b: Affine): number {
  return Math.hypot((a.yy - b.yy) * y + (a.yx - b.yx) * x + a.y0 - b.y0, (a.xy - b.xy) * y + (a.xx - b.xx) * x + a.x0 - b.x0);
}

/** Mean 0, deviation 1: channels differ in brightness. */
export function standard(image: Float32Array): Float32Array {
  let mean = 0;
  for (let i = 0; i < image.length; i++) mean += image[i]! / image.length;
  let square = 0;
  for (let i = 0; i < image.length; i++) square += (image[i]! - mean) ** 2 / image.length;
  const deviation = Math.sqrt(square) || 1;
  return image.map((value) => (value - mean) / deviation);
}

function smoothed(image: Float32Array, [height, width]: Pair, sigma: number): Float32Array {
  const out = new Float32Array(image.length);
  gaussianSmooth(image, [1, height, width], [0, sigma, sigma], out, new Float32Array(image.length));
  return out;
}
