import type { Triple } from "#contract/geometry";
import type { Volume } from "#contract/volume";
import { gaussianSmooth } from "#core/image/gaussian";

/**
 * Laplacian of Gaussian, turned so that bright blobs are positive, in grey levels: the sum over the axes of
 * −σ² times the second difference of the smoothed stack. A blob of radius r answers most at σ = r/√3 in
 * three dimensions, r/√2 in two (Lindeberg 1998, doi:10.1023/A:1008045108935).
 *
 * @param volume [z, y, x]
 * @param sigma  scale, voxels, [z, y, x]
 * @param blur   smoothing that is left to do, voxels, [z, y, x]; less than the scale where the stack was smoothed before
 * @returns      [z, y, x]
 */
export function logResponse(volume: Volume, sigma: Triple, blur: Triple = sigma): Float32Array {
  const [depth, height, width] = volume.shape;
  const smooth = new Float32Array(volume.data.length);
  const response = new Float32Array(volume.data.length);
  gaussianSmooth(volume.data, volume.shape, blur, smooth, response);
  const plane = height * width;
  const wz = depth > 1 ? sigma[0] ** 2 : 0;
  const wy = height > 1 ? sigma[1] ** 2 : 0;
  const wx = width > 1 ? sigma[2] ** 2 : 0;
  const whole = 2 * (wz + wy + wx);
  for (let z = 0, i = 0; z < depth; z++) {
    const up = z > 0 ? -plane : 0;
    const down = z < depth - 1 ? plane : 0;
    for (let y = 0; y < height; y++) {
      const north = y > 0 ? -width : 0;
      const south = y < height - 1 ? width : 0;
      for (let x = 0; x < width; x++, i++) {
        const west = x > 0 ? i - 1 : i;
        const east = x < width - 1 ? i + 1 : i;
        response[i] =
          whole * smooth[i]! -
          wz * (smooth[i + up]! + smooth[i + down]!) -
          wy * (smooth[i + north]! + smooth[i + south]!) -
          wx * (smooth[west]! + smooth[east]!);
      }
    }
  }
  return response;
}
