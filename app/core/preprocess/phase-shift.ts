import type { Pair } from "#contract/geometry";
import { Fourier2 } from "#core/optics/fourier";

/** How far an image lies from another, px: `moved(y + dy, x + dx) ≈ reference(y, x)`. */
export interface Shift {
  readonly dy: number;
  readonly dx: number;
  /** Height of the correlation's peak, 0..1: 1 for the same image, near 0 for unrelated ones. */
  readonly certainty: number;
}

/** Standard deviation of the Gaussian that weighs frequencies, cycles a pixel: fine noise says nothing about a shift. */
const weightSigma = 0.12;

/** Sub-pixel places are told to this share of a pixel. */
const finest = 0.05;

/**
 * Shifts of images against one reference by phase correlation: the spectra's phases alone are compared, weighted towards
 * coarse structure; the peak is refined by evaluating the transform around it on a fine grid.
 *
 * Kuglin & Hines (1975); Guizar-Sicairos et al. (2008), doi:10.1364/OL.33.000156.
 */
export class PhaseShift {
  readonly #fourier: Fourier2;
  readonly #window: Float64Array;
  readonly #weight: Float64Array;
  readonly #reference: { readonly re: Float64Array; readonly im: Float64Array };

  /**
   * @param reference grey levels [y, x]
   * @param shape     pixels, [y, x], at least 2 each
   */
  constructor(
    reference: Float32Array,
    readonly shape: Pair,
  ) {
    const [height, width] = shape;
    this.#fourier = new Fourier2(powerOfTwo(height), powerOfTwo(width));
    this.#window = taper(shape);
    this.#weight = lowPass(this.#fourier.height, this.#fourier.width);
    this.#reference = this.#spectrum(reference);
  }

  /** @param image grey levels [y, x] of the reference's shape */
  of(image: Float32Array): Shift {
    const { height, width } = this.#fourier;
    const { re, im } = this.#spectrum(image);
    const { re: refRe, im: refIm } = this.#reference;
    let total = 0;
    for (let i = 0; i < re.length; i++) {
      const a = re[i]! * refRe[i]! + im[i]! * refIm[i]!;
      const b = im[i]! * refRe[i]! - re[i]! * refIm[i]!;
      const length = Math.hypot(a, b);
      const weight = length > 1e-12 ? this.#weight[i]! / length : 0;
      total += length > 1e-12 ? this.#weight[i]! : 0;
      re[i] = a * weight;
      im[i] = b * weight;
    }
    const [crossRe, crossIm] = [re.slice(), im.slice()];
    this.#fourier.inverse(re, im);
    let peak = 0;
    for (let i = 1; i < re.length; i++) if (re[i]! > re[peak]!) peak = i;
    const y = signed(Math.floor(peak / width), height);
    const x = signed(peak % width, width);
    const correlation = { re: crossRe, im: crossIm, height, width };
    const coarse = sharpest(correlation, y, x, 1, 0.25);
    const fine = sharpest(correlation, coarse.y, coarse.x, 0.25, finest);
    return { dy: clean(fine.y), dx: clean(fine.x), certainty: total > 0 ? fine.value / total : 0 };
  }

  #spectrum(image: Float32Array): { re: Float64Array; im: Float64Array } {
    const [height, width] = this.shape;
    const wide = this.#fourier.width;
    let mean = 0;
    for (let i = 0; i < image.length; i++) mean += image[i]! / image.length;
    const re = new Float64Array(this.#fourier.height * wide);
    const im = new Float64Array(re.length);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) re[y * wide + x] = (image[i]! - mean) * this.#window[i]!;
    }
    this.#fourier.forward(re, im);
    return { re, im };
  }
}

interface Correlation {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly height: number;
  readonly width: number;
}

/** Highest value of the correlation within ±`reach` of a place, on a grid of `step`, px. */
function sharpest(correlation: Correlation, y0: number, x0: number, reach: number, step: number): { y: number; x: number; value: number } {
  const { re, im, height, width } = correlation;
  const count = Math.round(reach / step);
  const offsets = Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * step);
  // Rows first: one sum over x for every row and wanted x, then one over y.
  const xs = offsets.map((offset) => x0 + offset);
  const rowsRe = new Float64Array(height * xs.length);
  const rowsIm = new Float64Array(height * xs.length);
  xs.forEach((x, n) => {
    const [cos, sin] = waves(width, x);
    for (let v = 0; v < height; v++) {
      let a = 0;
      let b = 0;
      for (let u = 0, i = v * width; u < width; u++, i++) {
        a += re[i]! * cos[u]! - im[i]! * sin[u]!;
        b += re[i]! * sin[u]! + im[i]! * cos[u]!;
      }
      rowsRe[v * xs.length + n] = a;
      rowsIm[v * xs.length + n] = b;
    }
  });
  let best = { y: y0, x: x0, value: -Infinity };
  for (const offset of offsets) {
    const [cos, sin] = waves(height, y0 + offset);
    xs.forEach((x, n) => {
      let value = 0;
      for (let v = 0; v < height; v++) value += rowsRe[v * xs.length + n]! * cos[v]! - rowsIm[v * xs.length + n]! * sin[v]!;
      if (value > best.value) best = { y: y0 + offset, x, value };
    });
  }
  return best;
}

/** cos and sin of 2π·frequency·place for every frequency of a line. */
function waves(length: number, place: number): readonly [Float64Array, Float64Array] {
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    const angle = (2 * Math.PI * signed(k, length) * place) / length;
    cos[k] = Math.cos(angle);
    sin[k] = Math.sin(angle);
  }
  return [cos, sin];
}

/** Falls to zero towards the borders, so that they do not hold the image in place. */
function taper([height, width]: Pair): Float64Array {
  const line = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length));
  const [rows, columns] = [line(height), line(width)];
  return Float64Array.from({ length: height * width }, (_, i) => rows[Math.floor(i / width)]! * columns[i % width]!);
}

function lowPass(height: number, width: number): Float64Array {
  return Float64Array.from({ length: height * width }, (_, i) => {
    const fy = signed(Math.floor(i / width), height) / height;
    const fx = signed(i % width, width) / width;
    return i === 0 ? 0 : Math.exp(-0.5 * ((fy * fy + fx * fx) / weightSigma ** 2));
  });
}

function signed(index: number, length: number): number {
  return index < length / 2 ? index : index - length;
}

function powerOfTwo(length: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(length)));
}

/** Numbers of a fine grid without the tails of binary fractions, and no minus zero. */
function clean(value: number): number {
  return Math.round(value / finest) * finest + 0;
}
