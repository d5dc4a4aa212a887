import type { KnownBlur } from "#core/refocus/baselines/known-blur";

/**
 * Refocusing by the linear filter that is best where light is equally likely at every depth and of a white
 * spectrum: the three-dimensional Wiener estimate of the light, blurred again as each plane would see it.
 *
 * v̂ₖ = Hₖ* · I / (Σ |Hⱼ|² + λ), plane p = Σ H(zₖ − p) · v̂ₖ. Wiener (1949), doi:10.7551/mitpress/2946.001.0001.
 */
export class Wiener {
  readonly #power: Float32Array;
  readonly #filters: readonly { readonly re: Float32Array; readonly im: Float32Array }[];

  /** @param depths planes wanted, µm from the recorded one */
  constructor(
    readonly blur: KnownBlur,
    depths: readonly number[],
  ) {
    const size = blur.size[0] * blur.size[1];
    this.#power = new Float32Array(size);
    for (const z of blur.emitters) {
      const { re, im } = blur.transfer(z);
      for (let i = 0; i < size; i++) this.#power[i] = this.#power[i]! + re[i]! * re[i]! + im[i]! * im[i]!;
    }
    this.#filters = depths.map((depth) => {
      const [re, im] = [new Float32Array(size), new Float32Array(size)];
      for (const z of blur.emitters) {
        const to = blur.transfer(z - depth);
        const from = blur.transfer(z);
        for (let i = 0; i < size; i++) {
          const [a, b, c, d] = [to.re[i]!, to.im[i]!, from.re[i]!, from.im[i]!];
          re[i] = re[i]! + a * c + b * d;
          im[i] = im[i]! + b * c - a * d;
        }
      }
      return { re, im };
    });
  }

  /**
   * @param image light above background [y, x]
   * @param noise λ: power of the noise over that of the light of one depth
   * @returns     a plane a depth, [y, x]
   */
  planes(image: Float32Array, noise: number): Float32Array[] {
    const { blur } = this;
    const sr = blur.pad(image);
    const si = new Float64Array(sr.length);
    blur.fourier.forward(sr, si);
    for (let i = 0; i < sr.length; i++) {
      const factor = 1 / (this.#power[i]! + noise);
      sr[i] = sr[i]! * factor;
      si[i] = si[i]! * factor;
    }
    const [re, im] = [new Float64Array(sr.length), new Float64Array(sr.length)];
    const made: Float32Array[] = [];
    // Two real planes go back in one transform, as its real and imaginary part.
    for (let p = 0; p < this.#filters.length; p += 2) {
      const first = this.#filters[p]!;
      const second = this.#filters[p + 1];
      for (let i = 0; i < re.length; i++) {
        const [a, b] = [first.re[i]!, first.im[i]!];
        const [c, d] = second === undefined ? [0, 0] : [second.re[i]!, second.im[i]!];
        re[i] = (a - d) * sr[i]! - (b + c) * si[i]!;
        im[i] = (b + c) * sr[i]! + (a - d) * si[i]!;
      }
      blur.fourier.inverse(re, im);
      made.push(blur.crop(re));
      if (second !== undefined) made.push(blur.crop(im));
    }
    return made;
  }
}
