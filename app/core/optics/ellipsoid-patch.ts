import { discEntries, discForms, discStep } from "#core/optics/disc-form";
import { Fourier2 } from "#core/optics/fourier";

/** Samples along a side of the largest patch, on which transfer functions stand. */
export const largePatch = 128;

/** Work space for one ellipsoid. Spectra hold the non-negative frequencies along x. */
export class EllipsoidPatch {
  readonly re: readonly [Float64Array, Float64Array];
  readonly im: readonly [Float64Array, Float64Array];
  readonly #columns: number;
  readonly #stride: number;
  readonly #radius: Float64Array;
  readonly #full: readonly [Float64Array, Float64Array];
  readonly #fourier: Fourier2;

  constructor(readonly size: number) {
    this.#columns = size / 2 + 1;
    this.#stride = largePatch / size;
    const make = () => new Float64Array(size * this.#columns);
    this.re = [make(), make()];
    this.im = [make(), make()];
    this.#radius = make();
    this.#full = [new Float64Array(size * size), new Float64Array(size * size)];
    this.#fourier = new Fourier2(size, size);
  }

  /** Empties the spectra and prepares the argument of the disc's form at every frequency, for half axes in pixels. */
  start(ry: number, rx: number): void {
    const { size } = this;
    for (const spectrum of [...this.re, ...this.im]) spectrum.fill(0);
    for (let y = 0, i = 0; y < size; y++) {
      const fy = ((y < size / 2 ? y : y - size) / size) * ry;
      for (let x = 0; x < this.#columns; x++, i++) {
        const fx = (x / size) * rx;
        this.#radius[i] = (2 * Math.PI * Math.sqrt(fy * fy + fx * fx)) / discStep;
      }
    }
  }

  /**
   * Adds a slice's share to each channel's spectrum; `transfers` stand on the large patch, of which a small one
   * takes every second frequency.
   */
  addSlice(transfers: readonly Float32Array[], shrink: number, share: number): void {
    const { size } = this;
    const radius = this.#radius;
    const forms = discForms();
    const rowLength = (largePatch / 2 + 1) * 2;
    const last = discEntries - 2;
    const [re0, re1] = this.re;
    const [im0, im1] = this.im;
    const first = transfers[0] as Float32Array;
    const second = transfers[1];
    for (let y = 0, i = 0; y < size; y++) {
      const row = (y < size / 2 ? y * this.#stride : largePatch - (size - y) * this.#stride) * rowLength;
      for (let x = 0, at = row; x < this.#columns; x++, i++, at += 2 * this.#stride) {
        const q = (radius[i] as number) * shrink;
        const low = Math.min(q | 0, last);
        const a = forms[low] as number;
        const form = share * (a + (q - low) * ((forms[low + 1] as number) - a));
        re0[i] = (re0[i] as number) + form * (first[at] as number);
        im0[i] = (im0[i] as number) + form * (first[at + 1] as number);
        if (second) {
          re1[i] = (re1[i] as number) + form * (second[at] as number);
          im1[i] = (im1[i] as number) + form * (second[at + 1] as number);
        }
      }
    }
  }

  /** Shifts by a fraction of a pixel and transforms back; two channels share one transform as its two parts. */
  unite(channels: number, photons: readonly number[], shiftY: number, shiftX: number): void {
    const { size } = this;
    const [fullRe, fullIm] = this.#full;
    fullRe.fill(0);
    fullIm.fill(0);
    for (let y = 0; y < size; y++) {
      // The highest frequency has no sign of its own and is left out.
      if (y === size / 2) continue;
      const fy = (y < size / 2 ? y : y - size) / size;
      const mirror = (size - y) % size;
      for (let x = 0; x < size / 2; x++) {
        const i = y * this.#columns + x;
        const angle = 2 * Math.PI * (fy * shiftY + (x / size) * shiftX);
        const c = Math.cos(angle);
        const s = Math.sin(angle);
        for (let channel = 0; channel < channels; channel++) {
          const light = photons[channel] ?? 0;
          const r0 = (this.re[channel as 0 | 1] as Float64Array)[i] as number;
          const i0 = (this.im[channel as 0 | 1] as Float64Array)[i] as number;
          const re = light * (r0 * c - i0 * s);
          const im = light * (r0 * s + i0 * c);
          const at = y * size + x;
          const back = mirror * size + ((size - x) % size);
          // The first channel is the real part of the image, the second the imaginary one: add i times its spectrum.
          fullRe[at] = (fullRe[at] as number) + (channel === 0 ? re : -im);
          fullIm[at] = (fullIm[at] as number) + (channel === 0 ? im : re);
          if (x > 0) {
            fullRe[back] = (fullRe[back] as number) + (channel === 0 ? re : im);
            fullIm[back] = (fullIm[back] as number) + (channel === 0 ? -im : re);
          }
        }
      }
    }
    this.#fourier.inverse(fullRe, fullIm);
  }

  /** Adds one channel of the patch to an image, sample (0, 0) at [row, column]. */
  place(channel: number, image: Float32Array, shape: readonly [number, number], row: number, column: number): void {
    const { size } = this;
    const half = size / 2;
    const patch = this.#full[channel as 0 | 1] as Float64Array;
    for (let j = -half; j < half; j++) {
      const y = row + j;
      if (y < 0 || y >= shape[0]) continue;
      const from = ((j + size) % size) * size;
      for (let i = Math.max(-half, -column); i < half && column + i < shape[1]; i++) {
        const at = y * shape[1] + column + i;
        image[at] = (image[at] as number) + (patch[from + ((i + size) % size)] as number);
      }
    }
  }
}
