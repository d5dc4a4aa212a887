import type { Pair } from "#contract/geometry";

/** Place in the moved image of each place of the fixed one, px: y' = yy·y + yx·x + y0, x' = xy·y + xx·x + x0. */
export interface Affine {
  readonly yy: number;
  readonly yx: number;
  readonly y0: number;
  readonly xy: number;
  readonly xx: number;
  readonly x0: number;
}

/** A shift alone. */
export function translation(dy: number, dx: number): Affine {
  return { yy: 1, yx: 0, y0: dy, xy: 0, xx: 1, x0: dx };
}

/**
 * A turn about the middle of an image, then a shift.
 *
 * @param shape pixels, [y, x]
 * @param turn  rad; above 0 the place of x = 1 beside the middle moves down, to y = turn
 * @param dy    shift of the middle, px; dx likewise
 */
export function rigid([height, width]: Pair, turn: number, dy: number, dx: number): Affine {
  const [my, mx] = [(height - 1) / 2, (width - 1) / 2];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return { yy: cos, yx: sin, y0: my + dy - cos * my - sin * mx, xy: -sin, xx: cos, x0: mx + dx + sin * my - cos * mx };
}

/** Where a map takes a place, px [y, x]. */
export function placeUnder(map: Affine, [y, x]: Pair): Pair {
  return [map.yy * y + map.yx * x + map.y0, map.xy * y + map.xx * x + map.x0];
}

/**
 * Draws an image where it lies on another: each pixel of the result takes the image's value at its place under the map.
 * Interpolation is Keys' cubic (a = −½), exact at whole pixels. What lies outside gets `outside`.
 *
 * Keys (1981), doi:10.1109/TASSP.1981.1163711.
 *
 * @param image   grey levels [y, x]
 * @param shape   pixels, [y, x], of image and result
 * @param outside grey level of places the image does not cover
 */
export function warp(image: Float32Array, shape: Pair, map: Affine, outside: number): Float32Array {
  const [height, width] = shape;
  const out = new Float32Array(image.length).fill(outside);
  const wy = new Float64Array(4);
  const wx = new Float64Array(4);
  const hair = 1e-6;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const v = map.yy * y + map.yx * x + map.y0;
      const u = map.xy * y + map.xx * x + map.x0;
      if (v < -hair || u < -hair || v > height - 1 + hair || u > width - 1 + hair) continue;
      const top = Math.floor(v + hair);
      const left = Math.floor(u + hair);
      const [fy, fx] = [v - top, u - left];
      if (Math.abs(fy) <= hair && Math.abs(fx) <= hair) {
        out[i] = image[top * width + left]!;
        continue;
      }
      cubic(fy, wy);
      cubic(fx, wx);
      let sum = 0;
      for (let a = 0; a < 4; a++) {
        const row = Math.min(Math.max(top + a - 1, 0), height - 1) * width;
        let along = 0;
        for (let b = 0; b < 4; b++) along += wx[b]! * image[row + Math.min(Math.max(left + b - 1, 0), width - 1)]!;
        sum += wy[a]! * along;
      }
      out[i] = sum;
    }
  }
  return out;
}

/** Keys' weights of the four samples around a place `f` past the second of them. */
function cubic(f: number, into: Float64Array): void {
  into[0] = ((-0.5 * f + 1) * f - 0.5) * f;
  into[1] = (1.5 * f - 2.5) * f * f + 1;
  into[2] = ((-1.5 * f + 2) * f + 0.5) * f;
  into[3] = (0.5 * f - 0.5) * f * f;
}
