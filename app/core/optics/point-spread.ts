import { Fourier2 } from "#core/optics/fourier";
import { type Optics, type Pupil, pupilOf } from "#core/optics/pupil";

/** How a pixel gathers light from the samples along one side: weights of the two on its edges, and of those within. */
interface Gathering {
  readonly edge: number;
  readonly inner: readonly number[];
}

/** The trapezoid rule on samples half a pixel apart; squared light varies twice as fast, and takes Simpson's on quarters. */
const gatherings = { widefield: { edge: 0.5, inner: [1] }, confocal: { edge: 1, inner: [4, 2, 4] } } as const;

/**
 * Point spread functions of one microscope on one grid of camera pixels.
 * The light is computed on finer samples and gathered, as a camera pixel does.
 */
export class PointSpread {
  readonly #gathering: Gathering;
  readonly #pupil: Pupil;
  readonly #fine: Fourier2;
  readonly #coarse: Fourier2;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  /** Light of the plane in focus before it is scaled; a confocal stack is scaled by it as a whole. */
  #inFocus: number | null = null;

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
    this.#gathering = gatherings[optics.detection ?? "widefield"];
    const perPixel = this.#gathering.inner.length + 1;
    const fine = perPixel * size;
    this.#pupil = pupilOf(optics, fine, pitch / perPixel);
    this.#fine = new Fourier2(fine, fine);
    this.#coarse = new Fourier2(size, size);
    this.#re = new Float64Array(fine * fine);
    this.#im = new Float64Array(fine * fine);
  }

  /**
   * The image of a point: |FT P|², each plane summing to 1. A confocal microscope squares it, excitation times pinhole,
   * and its planes hold the less light the farther they are from focus; the one in focus sums to 1.
   *
   * @param defocus emitter minus focus, µm, positive away from the objective
   * @returns       light, [y, x], the point at pixel (0, 0), other quadrants wrapped round
   */
  at(defocus: number): Float64Array {
    const { optics } = this;
    const spot = this.#light(defocus);
    const confocal = optics.detection === "confocal";
    if (confocal) this.#inFocus ??= sumOf(defocus === 0 ? spot : this.#light(0));
    const sum = confocal ? this.#inFocus! : sumOf(spot);
    for (let i = 0; i < spot.length; i++) spot[i] = (spot[i] as number) / sum;
    return spot;
  }

  /** The image of a point, not scaled. */
  #light(defocus: number): Float64Array {
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
    const squared = this.optics.detection === "confocal";
    const light = this.#re;
    for (let i = 0; i < light.length; i++) {
      const wide = (this.#re[i] as number) ** 2 + (this.#im[i] as number) ** 2;
      light[i] = squared ? wide * wide : wide;
    }
    return gathered(light, size, this.#gathering);
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

/** Samples of light gathered into `size`² pixels; a spot on sample (0, 0) stays centred on pixel (0, 0). */
function gathered(light: Float64Array, size: number, { edge, inner }: Gathering): Float64Array {
  const perPixel = inner.length + 1;
  const fine = perPixel * size;
  const half = perPixel / 2;
  const around = (centre: number, offset: number) => (centre + offset + fine) % fine;
  const rows = new Float64Array(fine * size);
  for (let y = 0; y < fine; y++) {
    for (let x = 0; x < size; x++) {
      const at = (offset: number) => light[y * fine + around(perPixel * x, offset)] as number;
      let sum = edge * (at(-half) + at(half));
      for (let i = 0; i < inner.length; i++) sum += (inner[i] as number) * at(i + 1 - half);
      rows[y * size + x] = sum;
    }
  }
  const pixels = new Float64Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (offset: number) => rows[around(perPixel * y, offset) * size + x] as number;
      let sum = edge * (at(-half) + at(half));
      for (let i = 0; i < inner.length; i++) sum += (inner[i] as number) * at(i + 1 - half);
      pixels[y * size + x] = sum;
    }
  }
  return pixels;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
