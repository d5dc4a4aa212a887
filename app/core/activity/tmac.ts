import { minimum } from "#core/fit/bfgs";
import { dftOf } from "#core/activity/dft";
import { fillMissing } from "#core/activity/fill-missing";

/** What the correction found. */
export interface Tmac {
  /** F with the motion taken out: mean · (1 + activity), [t]; NaN where F or red is missing. */
  readonly f: Float32Array;
  /** Standard deviation of F left by the two channels' noise, grey levels: the same at all frames. */
  readonly spread: number;
  /** Negative log likelihood, without its constant. */
  readonly cost: number;
}

/**
 * Two-channel motion artefact correction (Creamer, Chen, Leifer & Pillow 2022,
 * doi:10.1371/journal.pcbi.1010421), in its additive form with a circular boundary: over their means, red is
 * 1 + m + noise and green is 1 + a + m + noise, with motion m and activity a two Gaussian processes of
 * squared-exponential covariance. Their variances and length scales and the two noises are those of greatest
 * likelihood; the answer is the mean of a given both channels. It assumes that bleaching has been undone, that
 * both channels move alike, and that frames are evenly spaced; it smooths as much as the noise asks for, so a
 * low-pass is not needed.
 *
 * @param f         one neuron's green, [t]; NaN where missing
 * @param reference its red, [t]
 * @returns         null where fewer than 16 frames hold both, or a mean is not positive
 */
export function tmac(f: Float32Array, reference: Float32Array): Tmac | null {
  const missing = f.map((value, t) => (Number.isFinite(value) && Number.isFinite(reference[t]!) ? 1 : Number.NaN));
  const there = missing.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0);
  const green = relative(f, missing);
  const red = relative(reference, missing);
  if (there < 16 || green === null || red === null) return null;
  const n = f.length;
  const transform = dftOf(n);
  const spectra = [red.values, green.values].map((values) => {
    const re = Float64Array.from(values);
    const im = new Float64Array(n);
    transform.forward(re, im);
    return { re, im };
  });
  const [r, g] = spectra as [Spectrum, Spectrum];
  const fitted = starts(red.values, green.values)
    .map((start) => minimum((p, gradient) => likelihood(r, g, n, p, gradient), start))
    .reduce((best, next) => (next.value < best.value ? next : best));
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let left = 0;
  for (let k = 0; k < n; k++) {
    const { a, m, red: noiseRed, green: noiseGreen } = powers(fitted.at, k, n);
    const c11 = m + noiseRed;
    const c22 = a + m + noiseGreen;
    const determinant = c11 * c22 - m * m;
    const fromRed = (-a * m) / determinant;
    const fromGreen = (a * c11) / determinant;
    re[k] = fromRed * r.re[k]! + fromGreen * g.re[k]!;
    im[k] = fromRed * r.im[k]! + fromGreen * g.im[k]!;
    left += a - fromGreen * a;
  }
  transform.inverse(re, im);
  return {
    f: f.map((_, t) => (missing[t] === 1 ? green.mean * (1 + re[t]!) : Number.NaN)),
    spread: green.mean * Math.sqrt(Math.max(0, left / n)),
    cost: fitted.value,
  };
}

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A channel over its mean, less 1, gaps bridged by straight lines; null where the mean is not positive. */
function relative(values: Float32Array, missing: Float32Array): { readonly mean: number; readonly values: Float64Array } | null {
  const known = values.map((value, t) => value * missing[t]!);
  const whole = fillMissing(known, Number.POSITIVE_INFINITY, true).values;
  let mean = 0;
  for (const value of whole) mean += value / whole.length;
  return mean > 0 ? { mean, values: Float64Array.from(whole, (value) => value / mean - 1) } : null;
}

/** Logarithms of: variance and length scale (frames) of activity, of motion, noise variance of red, of green. */
function starts(red: Float64Array, green: Float64Array): Float64Array[] {
  const variance = (values: Float64Array) => Math.max(1e-8, values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const [r, g] = [variance(red), variance(green)];
  return [2, 8].flatMap((activity) =>
    [2, 8].map((motion) =>
      Float64Array.of(Math.log(g), Math.log(activity), Math.log(r), Math.log(motion), Math.log(r / 2), Math.log(g / 2)),
    ),
  );
}

/** Powers at a frequency: those of the two processes (their covariance's transform) and of the noises. */
function powers(p: Float64Array, k: number, n: number): { a: number; m: number; red: number; green: number } {
  const shape = (variance: number, length: number): number => process(Math.exp(variance), Math.exp(length), Math.min(k, n - k) / n);
  return { a: shape(p[0]!, p[1]!), m: shape(p[2]!, p[3]!), red: Math.exp(p[4]!), green: Math.exp(p[5]!) };
}

/** Spectrum of variance · exp(−d²/(2·length²)) at a frequency in cycles a frame. */
function process(variance: number, length: number, frequency: number): number {
  return variance * length * Math.sqrt(2 * Math.PI) * Math.exp(-2 * (Math.PI * frequency * length) ** 2);
}

/** Negative log likelihood of both spectra, and its gradient over the six logarithms. */
function likelihood(r: Spectrum, g: Spectrum, n: number, p: Float64Array, gradient: Float64Array): number {
  gradient.fill(0);
  if (p.some((value) => !(Math.abs(value) < 40))) return Number.POSITIVE_INFINITY;
  let cost = 0;
  for (let k = 0; k <= n >> 1; k++) {
    const twice = k === 0 || 2 * k === n ? 0.5 : 1;
    const { a, m, red, green } = powers(p, k, n);
    const c11 = m + red;
    const c22 = a + m + green;
    const determinant = c11 * c22 - m * m;
    if (!(determinant > 0)) return Number.POSITIVE_INFINITY;
    const rr = (r.re[k]! ** 2 + r.im[k]! ** 2) / n;
    const gg = (g.re[k]! ** 2 + g.im[k]! ** 2) / n;
    const rg = (r.re[k]! * g.re[k]! + r.im[k]! * g.im[k]!) / n;
    const i11 = c22 / determinant;
    const i22 = c11 / determinant;
    const i12 = -m / determinant;
    cost += twice * (Math.log(determinant) + i11 * rr + i22 * gg + 2 * i12 * rg);
    // dL/dC = C⁻¹ − C⁻¹ (z zᴴ) C⁻¹
    const s11 = i11 * rr + i12 * rg;
    const s12 = i11 * rg + i12 * gg;
    const s21 = i12 * rr + i22 * rg;
    const s22 = i12 * rg + i22 * gg;
    const d11 = i11 - (s11 * i11 + s12 * i12);
    const d22 = i22 - (s21 * i12 + s22 * i22);
    const d12 = i12 - (s11 * i12 + s12 * i22);
    const dm = twice * (d11 + d22 + 2 * d12) * m;
    const da = twice * d22 * a;
    const x = 4 * (Math.PI * (k / n)) ** 2;
    gradient[0] = gradient[0]! + da;
    gradient[1] = gradient[1]! + da * (1 - x * Math.exp(2 * p[1]!));
    gradient[2] = gradient[2]! + dm;
    gradient[3] = gradient[3]! + dm * (1 - x * Math.exp(2 * p[3]!));
    gradient[4] = gradient[4]! + twice * d11 * red;
    gradient[5] = gradient[5]! + twice * d22 * green;
  }
  return cost;
}
