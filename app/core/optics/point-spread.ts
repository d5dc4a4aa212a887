import { Fourier2 } from "#core/optics/fourier";
import { type Optics, type Pupil, pupilOf } from "#core/optics/pupil";

/**
 * Point spread functions of one microscope on one grid of camera pixels.
 * The light is computed on pixels half as large and binned, as a camera pixel gathers it.
 */
export class PointSpread {
  readonly #pupil: Pupil;
  readonly #fine: Fourier2;
  readonly #coarse: Fourier2;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /**
   * @param size  pixels along y and x, a power of two
   * @param pitch camera pixel in the sample, µm
   * @throws Failure "out-of-range" for optics that cannot be
   */
  constructor(
    readonly optics: Optics,
    readonly size: number,
    readonly pitch: number,
  ) {
    const fine = 2 * size;
    this.#pupil = pupilOf(optics, fine, pitch / 2);
    this.#fine = new Fourier2(fine, fine);
    this.#coarse = new Fourier2(size, size);
    this.#re = new Float64Array(fine * fine);
    this.#im = new Float64Array(fine * fine);
  }

  /**
   * The image of a point, |FT P|², summing to 1.
   *
   * @param defocus emitter minus focus, µm, positive away from the objective
   * @returns       light, [y, x], the point at pixel (0, 0), other quadrants wrapped round
   */
  at(defocus: number): Float64Array {
    const { size } = this;
    const { re: pr, im: pi, axial } = this.#pupil;
    for (let i = 0; i < pr.length; i++) {
      const a = pr[i] as number;
      const b = pi[i] as number;
      if (a === 0 && b === 0) {
        this.#re[i] = 0;
        this.#im[i] = 0;
        continue;
      }
      const phase = defocus * (axial[i] as number);
      const c = Math.cos(phase);
      const s = Math.sin(phase);
      this.#re[i] = a * c - b * s;
      this.#im[i] = a * s + b * c;
    }
    this.#fine.inverse(this.#re, this.#im);
    const spot = binned(this.#re, this.#im, size);
    let sum = 0;
    for (let i = 0; i < spot.length; i++) sum += spot[i] as number;
    for (let i = 0; i < spot.length; i++) spot[i] = (spot[i] as number) / sum;
    return spot;
  }

  /**
   * The transfer function: the transform of `at(defocus)`, for non-negative frequencies along x.
   *
   * @returns complex values interleaved, [y, x = 0 … size/2]; 1 at zero frequency
   */
  transfer(defocus: number): Float32Array {
    const { size } = this;
    const re = this.at(defocus);
    const im = new Float64Array(size * size);
    this.#coarse.forward(re, im);
    const columns = size / 2 + 1;
    const half = new Float32Array(size * columns * 2);
    for (let y = 0, to = 0; y < size; y++) {
      for (let x = 0; x < columns; x++, to += 2) {
        half[to] = re[y * size + x] as number;
        half[to + 1] = im[y * size + x] as number;
      }
    }
    return half;
  }
}

/**
 * The light |re + i·im|² of samples half a pixel apart, gathered into `size`² pixels. A pixel takes half of the samples
 * on its edges (the trapezoid rule), so that the spot stays centred on pixel (0, 0).
 */
function binned(re: Float64Array, im: Float64Array, size: number): Float64Array {
  const fine = 2 * size;
  const rows = new Float64Array(fine * size);
  for (let y = 0; y < fine; y++) {
    const row = y * fine;
    let before = (re[row + fine - 1] as number) ** 2 + (im[row + fine - 1] as number) ** 2;
    for (let x = 0; x < size; x++) {
      const at = row + 2 * x;
      const after = (re[at + 1] as number) ** 2 + (im[at + 1] as number) ** 2;
      rows[y * size + x] = 0.5 * (before + after) + (re[at] as number) ** 2 + (im[at] as number) ** 2;
      before = after;
    }
  }
  const pixels = new Float64Array(size * size);
  for (let y = 0; y < size; y++) {
    const middle = 2 * y * size;
    const above = ((2 * y - 1 + fine) % fine) * size;
    for (let x = 0; x < size; x++)
      pixels[y * size + x] = 0.5 * ((rows[above + x] as number) + (rows[middle + size + x] as number)) + (rows[middle + x] as number);
  }
  return pixels;
}
