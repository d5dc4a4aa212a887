import type { KnownBlur } from "#core/refocus/baselines/known-blur";

/**
 * Refocusing by deconvolution: Richardson–Lucy's estimate of the light at every depth from one recorded plane,
 * blurred again as each plane would see it.
 *
 * vₖ ← vₖ · hₖᵀ ∗ (i / (Σ hⱼ ∗ vⱼ + b)). Richardson (1972), doi:10.1364/JOSA.62.000055; Lucy (1974), doi:10.1086/111605.
 */
export class RichardsonLucy {
  readonly #image: Float64Array;
  readonly #light: Float32Array[];

  /**
   * @param image      photons [y, x], background included
   * @param background photons a pixel, even
   */
  constructor(
    readonly blur: KnownBlur,
    image: Float32Array,
    readonly background: number,
  ) {
    this.#image = blur.pad(image).map((value) => Math.max(value, 0));
    const mean = this.#image.reduce((sum, value) => sum + Math.max(value - background, 0), 0) / this.#image.length;
    const start = Math.max(mean, 1e-3) / blur.emitters.length;
    this.#light = blur.emitters.map(() => new Float32Array(this.#image.length).fill(start));
  }

  /** Goes on for a number of rounds. */
  iterate(rounds: number): void {
    const { blur } = this;
    const { emitters } = blur;
    const size = this.#image.length;
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    for (let round = 0; round < rounds; round++) {
      const ratio = this.#seen();
      for (let i = 0; i < size; i++) ratio[i] = this.#image[i]! / Math.max(ratio[i]! + this.background, 1e-6);
      const spectrum = new Float64Array(size);
      blur.fourier.forward(ratio, spectrum);
      for (let k = 0; k < emitters.length; k += 2) {
        const [a, b] = [blur.transfer(emitters[k]!), blur.transfer(emitters[k + 1]!)];
        for (let i = 0; i < size; i++) {
          // conj(Ha)·R + i·conj(Hb)·R
          const [x, y] = [a.re[i]! + b.im[i]!, b.re[i]! - a.im[i]!];
          re[i] = x * ratio[i]! - y * spectrum[i]!;
          im[i] = x * spectrum[i]! + y * ratio[i]!;
        }
        blur.fourier.inverse(re, im);
        const [one, two] = [this.#light[k]!, this.#light[k + 1]!];
        for (let i = 0; i < size; i++) {
          one[i] = one[i]! * Math.max(re[i]!, 0);
          two[i] = two[i]! * Math.max(im[i]!, 0);
        }
      }
    }
  }

  /** The planes at depths, µm, as the estimate would show them, photons above background, each [y, x]. */
  planes(depths: readonly number[]): Float32Array[] {
    const spectra = this.#spectra();
    const made: Float32Array[] = [];
    // Two real planes come back in one transform, as its real and imaginary part.
    for (let p = 0; p < depths.length; p += 2) {
      const { re, im } = this.#blurred(spectra, depths[p]!);
      const second = depths[p + 1] === undefined ? null : this.#blurred(spectra, depths[p + 1]!);
      if (second !== null) {
        for (let i = 0; i < re.length; i++) {
          re[i] = re[i]! - second.im[i]!;
          im[i] = im[i]! + second.re[i]!;
        }
      }
      this.blur.fourier.inverse(re, im);
      made.push(this.blur.crop(re));
      if (second !== null) made.push(this.blur.crop(im));
    }
    return made;
  }

  /** The estimate as the recorded plane sees it, on the padded grid. */
  #seen(): Float64Array {
    const { re, im } = this.#blurred(this.#spectra(), 0);
    this.blur.fourier.inverse(re, im);
    return re;
  }

  /** Transforms of the light, two depths in each: the first as the real part, the second as the imaginary one. */
  #spectra(): { re: Float64Array; im: Float64Array }[] {
    const { emitters, fourier } = this.blur;
    return Array.from({ length: emitters.length / 2 }, (_, pair) => {
      const [re, im] = [Float64Array.from(this.#light[2 * pair]!), Float64Array.from(this.#light[2 * pair + 1]!)];
      fourier.forward(re, im);
      return { re, im };
    });
  }

  /** Spectrum of Σ h(zₖ − depth) ∗ vₖ on the padded grid. */
  #blurred(spectra: readonly { re: Float64Array; im: Float64Array }[], depth: number): { re: Float64Array; im: Float64Array } {
    const { blur } = this;
    const [height, width] = blur.size;
    const [re, im] = [new Float64Array(height * width), new Float64Array(height * width)];
    spectra.forEach(({ re: zr, im: zi }, pair) => {
      const [a, b] = [blur.transfer(blur.emitters[2 * pair]! - depth), blur.transfer(blur.emitters[2 * pair + 1]! - depth)];
      for (let y = 0, i = 0; y < height; y++) {
        const row = ((height - y) % height) * width;
        for (let x = 0; x < width; x++, i++) {
          // Two real images went through one transform: the first is (Z(f) + Z*(−f)) / 2, the second (Z(f) − Z*(−f)) / 2i.
          const j = row + ((width - x) % width);
          const [ar, ai] = [0.5 * (zr[i]! + zr[j]!), 0.5 * (zi[i]! - zi[j]!)];
          const [br, bi] = [0.5 * (zi[i]! + zi[j]!), 0.5 * (zr[j]! - zr[i]!)];
          re[i] = re[i]! + a.re[i]! * ar - a.im[i]! * ai + b.re[i]! * br - b.im[i]! * bi;
          im[i] = im[i]! + a.re[i]! * ai + a.im[i]! * ar + b.re[i]! * bi + b.im[i]! * br;
        }
      }
    });
    return { re, im };
  }
}
