import type { Pair } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";

/** What the fine structure of a frame says about focus and motion. */
export interface SpotShape {
  /** Energy of detail as fine as a nucleus' edge over that of coarse blur, in bright places: falls as the sample leaves focus. */
  readonly sharpness: number;
  /** How much longer spots look along one direction than across it: 1 round. */
  readonly elongation: number;
  /** Direction of that length, degrees from the x axis towards y, 0..180. */
  readonly direction: number;
}

/** Widths of the Gaussians whose differences are the fine and the coarse band, µm. */
const fineBand: Pair = [0.45, 0.9];
const coarseBand: Pair = [1.8, 3.6];

/**
 * Sharpness and elongation of what is bright in a frame. Elongation is the ratio of mean gradients across and along, from
 * the structure tensor of the fine band.
 *
 * Bigün & Granlund (1987).
 *
 * @param image     grey levels [y, x]
 * @param shape     pixels, [y, x]
 * @param pixelSize µm [y, x]
 * @param noise     standard deviation of the camera's noise in the dark, grey levels
 */
export function spotShape(image: Float32Array, shape: Pair, pixelSize: Pair, noise: number): SpotShape {
  const scratch = new Float32Array(image.length);
  const smoothed = (sigma: number): Float32Array => {
    const out = new Float32Array(image.length);
    gaussianSmooth(image, [1, ...shape], [0, sigma / pixelSize[0], sigma / pixelSize[1]], out, scratch);
    return out;
  };
  const band = ([narrow, wide]: Pair): Float32Array => {
    const [a, b] = [smoothed(narrow), smoothed(wide)];
    return a.map((value, i) => value - b[i]!);
  };
  const fine = band(fineBand);
  const coarse = band(coarseBand);
  const [height, width] = shape;
  // Bright places: where the coarse band stands out of the noise, near the brightest of them most.
  const floor = Math.max(0.1 * coarse.reduce((top, value) => Math.max(top, value), 0), noise);
  let [energy, blur, yy, yx, xx] = [0, 0, 0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (coarse[i]! <= floor) continue;
      energy += fine[i]! ** 2;
      blur += coarse[i]! ** 2;
      const gy = (fine[i + width]! - fine[i - width]!) / pixelSize[0];
      const gx = (fine[i + 1]! - fine[i - 1]!) / pixelSize[1];
      yy += gy * gy;
      yx += gy * gx;
      xx += gx * gx;
    }
  }
  if (blur === 0) return { sharpness: 0, elongation: 1, direction: 0 };
  const [mean, half] = [(yy + xx) / 2, Math.hypot((yy - xx) / 2, yx)];
  // The gradient is weakest along the direction in which things are long.
  const across = 0.5 * Math.atan2(2 * yx, xx - yy);
  const direction = ((((across * 180) / Math.PI + 90) % 180) + 180) % 180;
  return { sharpness: Math.sqrt(energy / blur), elongation: Math.sqrt((mean + half) / Math.max(mean - half, 1e-12)), direction };
}
