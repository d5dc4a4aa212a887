import { Fourier2 } from "#core/optics/fourier";
import { PointSpread } from "#core/optics/point-spread";
import type { Optics } from "#core/optics/pupil";
import type { WormPose } from "#core/optics/worm-pose";

/** The glow is smooth: it is drawn on cells of this many pixels, in slabs this thick (µm); a confocal plane is thinner than that. */
const cellPixels = 4;
const slabs = { widefield: 3, confocal: 0.5 } as const;
/** Cells round the field, from which light reaches in. */
const marginCells = 24;
const spotPixels = 128;

/** Transforms of the glowing slabs of one pose. */
export interface Glow {
  readonly depths: readonly number[];
  readonly re: readonly Float64Array[];
  readonly im: readonly Float64Array[];
}

/** Draws the faint autofluorescence of the whole tubular body, out of focus and in. */
export class BodyGlow {
  readonly #fourier: Fourier2;
  readonly #height: number;
  readonly #width: number;
  readonly #spread: PointSpread;
  readonly #transfers = new Map<number, { re: Float64Array; im: Float64Array }>();

  /**
   * @param shape pixels [y, x]
   * @param pitch camera pixel, µm
   */
  constructor(
    optics: Optics,
    readonly shape: readonly [number, number],
    readonly pitch: number,
  ) {
    const cells = (pixels: number) => 2 ** Math.ceil(Math.log2(Math.ceil(pixels / cellPixels) + 2 * marginCells));
    this.#height = cells(shape[0]);
    this.#width = cells(shape[1]);
    this.#fourier = new Fourier2(this.#height, this.#width);
    this.#spread = new PointSpread(optics, spotPixels, pitch);
  }

  /** Cuts the body of a pose into slabs and transforms them; brightness 1 in its middle, 0 at its skin. */
  slabs(pose: WormPose, thickness: number): Glow {
    const profile = this.#profile(pose);
    const slab = slabs[this.#spread.optics.detection ?? "widefield"];
    const reach = Math.floor(thickness / slab);
    const depths: number[] = [];
    const re: Float64Array[] = [];
    const im: Float64Array[] = [];
    for (let n = -reach; n <= reach; n++) {
      const depth = n * slab;
      const real = new Float64Array(profile.length);
      const imaginary = new Float64Array(profile.length);
      const used = (depth / thickness) ** 2;
      for (let i = 0; i < real.length; i++) real[i] = Math.max(0, 1 - used - (profile[i] ?? 1)) * slab;
      this.#fourier.forward(real, imaginary);
      depths.push(depth);
      re.push(real);
      im.push(imaginary);
    }
    return { depths, re, im };
  }

  /**
   * The glow's image at a focus.
   *
   * @param image receives the light, photons in units of the body's brightness, [y, x]
   * @param factor multiplies it
   */
  add(image: Float32Array, glow: Glow, focus: number, factor: number): void {
    const re = new Float64Array(this.#height * this.#width);
    const im = new Float64Array(re.length);
    glow.depths.forEach((depth, n) => {
      const transfer = this.#transfer(depth - focus);
      const sr = glow.re[n] as Float64Array;
      const si = glow.im[n] as Float64Array;
      for (let i = 0; i < re.length; i++) {
        const a = sr[i] as number;
        const b = si[i] as number;
        const c = transfer.re[i] as number;
        const d = transfer.im[i] as number;
        re[i] = (re[i] as number) + a * c - b * d;
        im[i] = (im[i] as number) + a * d + b * c;
      }
    });
    this.#fourier.inverse(re, im);
    this.#enlarge(re, image, factor);
  }

  /** Squared distance from the middle line over the squared half width, at most 1, for every cell. */
  #profile(pose: WormPose): Float64Array {
    const cell = cellPixels * this.pitch;
    const profile = new Float64Array(this.#height * this.#width).fill(1);
    for (const { y, x, radius } of pose.points) {
      const reach = Math.ceil(radius / cell) + 1;
      const row = Math.round(y / cell) + marginCells;
      const column = Math.round(x / cell) + marginCells;
      for (let j = Math.max(0, row - reach); j <= Math.min(this.#height - 1, row + reach); j++) {
        for (let i = Math.max(0, column - reach); i <= Math.min(this.#width - 1, column + reach); i++) {
          const dy = (j - marginCells) * cell - y;
          const dx = (i - marginCells) * cell - x;
          const share = (dy * dy + dx * dx) / (radius * radius);
          const at = j * this.#width + i;
          if (share < (profile[at] as number)) profile[at] = share;
        }
      }
    }
    return profile;
  }

  /** Transfer function on the cells' frequencies, from the point spread binned to cells. */
  #transfer(defocus: number): { re: Float64Array; im: Float64Array } {
    const key = Math.round(defocus * 2);
    const known = this.#transfers.get(key);
    if (known) return known;
    const spot = this.#spread.at(key / 2);
    const re = new Float64Array(this.#height * this.#width);
    const im = new Float64Array(re.length);
    const half = spotPixels / 2;
    for (let y = -half; y < half; y++) {
      const row = (Math.round(y / cellPixels) + this.#height) % this.#height;
      for (let x = -half; x < half; x++) {
        const at = row * this.#width + ((Math.round(x / cellPixels) + this.#width) % this.#width);
        re[at] = (re[at] ?? 0) + (spot[((y + spotPixels) % spotPixels) * spotPixels + ((x + spotPixels) % spotPixels)] ?? 0);
      }
    }
    this.#fourier.forward(re, im);
    const made = { re, im };
    this.#transfers.set(key, made);
    return made;
  }

  /** Adds the cells to the image, bilinearly; pixel (0, 0) lies on cell (margin, margin). */
  #enlarge(cells: Float64Array, image: Float32Array, factor: number): void {
    const [height, width] = this.shape;
    for (let y = 0; y < height; y++) {
      const v = y / cellPixels + marginCells;
      const top = Math.floor(v) * this.#width;
      const fy = v - Math.floor(v);
      for (let x = 0; x < width; x++) {
        const u = x / cellPixels + marginCells;
        const i = top + Math.floor(u);
        const fx = u - Math.floor(u);
        const upper = (cells[i] as number) * (1 - fx) + (cells[i + 1] as number) * fx;
        const lower = (cells[i + this.#width] as number) * (1 - fx) + (cells[i + this.#width + 1] as number) * fx;
        const at = y * width + x;
        image[at] = (image[at] as number) + factor * Math.max(0, upper * (1 - fy) + lower * fy);
      }
    }
  }
}
