import type { Pair } from "#contract/geometry";
import { gaussianSmooth } from "#core/image/gaussian";

/** How near one plane comes to the true one, after the best linear fit to it. Errors are shares of the range of the true stack. */
export interface PlaneFidelity {
  /** Mean square error of the input left unchanged over that of the plane, each at its best linear fit, dB. */
  readonly gain: number;
  /** Peak: the range of the true stack. dB. */
  readonly psnr: number;
  readonly pearson: number;
  /** Gaussian window of σ 1.5, 11 × 11 pixels. */
  readonly ssim: number;
  readonly mae: number;
  readonly nrmse: number;
  /** The same where the true plane is bright; NaN where fewer than 50 pixels are. */
  readonly inside: { readonly gain: number; readonly pearson: number; readonly ssim: number; readonly mae: number; readonly nrmse: number };
}

/** A true pixel is bright from this share of the way from the plane's darkest to its 99.9th percentile. */
const brightShare = 0.1;
const fewest = 50;

/**
 * Compares an estimate of one plane with the truth.
 *
 * @param estimate grey levels [y, x], of any scale and offset
 * @param input    the recorded frame [y, x]: what would be there without refocusing
 * @param truth    noise-free plane [y, x]
 * @param shape    pixels [y, x]
 * @param range    brightest − darkest of the true stack
 */
export function planeFidelity(estimate: Float32Array, input: Float32Array, truth: Float32Array, shape: Pair, range: number): PlaneFidelity {
  const fitted = linearFit(estimate, truth);
  const left = linearFit(input, truth);
  const bright = brightPixels(truth);
  const similar = similarityMap(fitted.image, truth, shape, range);
  const whole = errors(fitted.image, truth, null);
  const inside = bright.length < fewest ? null : errors(fitted.image, truth, bright);
  return {
    gain: 10 * Math.log10(errors(left.image, truth, null).square / whole.square),
    psnr: 10 * Math.log10((range * range) / whole.square),
    pearson: fitted.pearson,
    ssim: meanInside(similar, shape),
    mae: whole.absolute / range,
    nrmse: Math.sqrt(whole.square) / range,
    inside: {
      gain: inside === null ? Number.NaN : 10 * Math.log10(errors(left.image, truth, bright).square / inside.square),
      pearson: inside === null ? Number.NaN : pearsonAt(estimate, truth, bright),
      ssim: inside === null ? Number.NaN : bright.reduce((sum, i) => sum + similar[i]!, 0) / bright.length,
      mae: inside === null ? Number.NaN : inside.absolute / range,
      nrmse: inside === null ? Number.NaN : Math.sqrt(inside.square) / range,
    },
  };
}

/**
 * Structural similarity at every pixel, window Gaussian of σ 1.5 and 11 × 11 pixels (population covariance).
 *
 * Wang et al. (2004), doi:10.1109/TIP.2003.819861.
 *
 * @param a     [y, x]
 * @param b     [y, x]
 * @param range of the data, same unit
 */
export function similarityMap(a: Float32Array, b: Float32Array, shape: Pair, range: number): Float32Array {
  const [one, two] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const size = [1, shape[0], shape[1]] as const;
  const scratch = new Float32Array(a.length);
  const smooth = (values: Float32Array) => {
    const out = new Float32Array(values.length);
    gaussianSmooth(values, size, [0, 1.5, 1.5], out, scratch, 3.5);
    return out;
  };
  const [meanA, meanB] = [smooth(a), smooth(b)];
  const squareA = smooth(a.map((value) => value * value));
  const squareB = smooth(b.map((value) => value * value));
  const product = smooth(a.map((value, i) => value * b[i]!));
  return meanA.map((ma, i) => {
    const mb = meanB[i]!;
    const spread = squareA[i]! - ma * ma + squareB[i]! - mb * mb;
    return ((2 * ma * mb + one) * (2 * (product[i]! - ma * mb) + two)) / ((ma * ma + mb * mb + one) * (spread + two));
  });
}

/** Mean of a similarity map without the half window at the edges, where the window would reach beyond the image. */
export function meanInside(map: Float32Array, [height, width]: Pair): number {
  let sum = 0;
  for (let y = 5; y < height - 5; y++) for (let x = 5; x < width - 5; x++) sum += map[y * width + x]!;
  return sum / ((height - 10) * (width - 10));
}

/** The estimate scaled and shifted so that its square error to the truth is least; and how the two correlate. */
export function linearFit(estimate: Float32Array, truth: Float32Array): { image: Float32Array; pearson: number } {
  const { mean: me, variance: ve } = moments(estimate);
  const { mean: mt, variance: vt } = moments(truth);
  let together = 0;
  for (let i = 0; i < truth.length; i++) together += (estimate[i]! - me) * (truth[i]! - mt);
  together /= truth.length;
  const slope = ve > 0 ? together / ve : 0;
  return { image: estimate.map((value) => mt + slope * (value - me)), pearson: ve > 0 && vt > 0 ? together / Math.sqrt(ve * vt) : 0 };
}

function moments(values: Float32Array): { mean: number; variance: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]!;
  mean /= values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i]! - mean) ** 2;
  return { mean, variance: variance / values.length };
}

function brightPixels(truth: Float32Array): Int32Array {
  const sorted = truth.toSorted();
  const low = sorted[0]!;
  const cut = low + brightShare * (sorted[Math.floor(0.999 * (sorted.length - 1))]! - low);
  return Int32Array.from(truth.keys()).filter((i) => truth[i]! > cut);
}

function pearsonAt(a: Float32Array, b: Float32Array, pixels: Int32Array): number {
  return linearFit(
    Float32Array.from(pixels, (i) => a[i]!),
    Float32Array.from(pixels, (i) => b[i]!),
  ).pearson;
}

function errors(a: Float32Array, b: Float32Array, pixels: Int32Array | null): { square: number; absolute: number } {
  const count = pixels?.length ?? a.length;
  let [square, absolute] = [0, 0];
  for (let n = 0; n < count; n++) {
    const i = pixels?.[n] ?? n;
    const error = a[i]! - b[i]!;
    square += error * error;
    absolute += Math.abs(error);
  }
  return { square: square / count, absolute: absolute / count };
}
