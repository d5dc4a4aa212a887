import { Fourier1 } from "#core/optics/fourier";

/** A transform of as many samples as there are frames, whatever their number. */
export interface Dft {
  /** Σ x·exp(−2πi·jk/n) without a factor, in place; complex samples [n]. */
  forward(re: Float64Array, im: Float64Array): void;
  /** Back again, divided by n, in place. */
  inverse(re: Float64Array, im: Float64Array): void;
}

/**
 * Discrete Fourier transform of any length, as a convolution with a chirp (Bluestein 1970,
 * doi:10.1109/TAU.1970.1162132).
 *
 * @param n number of samples, at least 1
 */
export function dftOf(n: number): Dft {
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(2 * n)));
  const fourier = new Fourier1(size);
  const cosine = new Float64Array(n);
  const sine = new Float64Array(n);
  const chirpRe = new Float64Array(size);
  const chirpIm = new Float64Array(size);
  for (let k = 0; k < n; k++) {
    // k² is taken modulo 2n before it becomes an angle, which keeps long series exact.
    const angle = (Math.PI * ((k * k) % (2 * n))) / n;
    cosine[k] = Math.cos(angle);
    sine[k] = Math.sin(angle);
    for (const at of k === 0 ? [0] : [k, size - k]) {
      chirpRe[at] = cosine[k]!;
      chirpIm[at] = sine[k]!;
    }
  }
  fourier.forward(chirpRe, chirpIm);
  const workRe = new Float64Array(size);
  const workIm = new Float64Array(size);
  const forward = (re: Float64Array, im: Float64Array): void => {
    workRe.fill(0);
    workIm.fill(0);
    for (let k = 0; k < n; k++) {
      workRe[k] = re[k]! * cosine[k]! + im[k]! * sine[k]!;
      workIm[k] = im[k]! * cosine[k]! - re[k]! * sine[k]!;
    }
    fourier.forward(workRe, workIm);
    for (let k = 0; k < size; k++) {
      const a = workRe[k]! * chirpRe[k]! - workIm[k]! * chirpIm[k]!;
      workIm[k] = workRe[k]! * chirpIm[k]! + workIm[k]! * chirpRe[k]!;
      workRe[k] = a;
    }
    // With real and imaginary parts exchanged, the forward transform runs backwards.
    fourier.forward(workIm, workRe);
    for (let k = 0; k < n; k++) {
      const a = workRe[k]! / size;
      const b = workIm[k]! / size;
      re[k] = a * cosine[k]! + b * sine[k]!;
      im[k] = b * cosine[k]! - a * sine[k]!;
    }
  };
  const inverse = (re: Float64Array, im: Float64Array): void => {
    forward(im, re);
    for (let k = 0; k < n; k++) {
      re[k] = re[k]! / n;
      im[k] = im[k]! / n;
    }
  };
  return { forward, inverse };
}
