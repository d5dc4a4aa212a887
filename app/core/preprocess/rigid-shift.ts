import type { Pair } from "#contract/geometry";
import { Fourier2 } from "#core/optics/fourier";
import { refineMap, standard } from "#core/preprocess/align";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { type Affine, rigid, warp } from "#core/preprocess/warp";

/** Smoothing of the refinement, from coarse to fine, px. */
const scales = [3, 1.5] as const;
/** Directions that a spectrum is looked at in: half a degree apart, half a turn. */
const directions = 360;
/** Radii that a spectrum is looked at on, cycles a pixel. */
const radii = Array.from({ length: 40 }, (_, i) => 0.02 + (0.2 * i) / 39);
/** Turns that are looked for, half degrees either way. */
const widest = 90;

/**
 * Turn and shift of images against one reference. The turn comes from the strengths of the spectra, which a shift leaves
 * as they are; both are then bettered by least squares. An image that fits better without a turn is given none.
 *
 * Reddy & Chatterji (1996), doi:10.1109/83.506761; Thévenaz et al. (1998), doi:10.1109/83.650848.
 */
export class RigidShift {
  readonly #still: Float32Array;
  readonly #shift: PhaseShift;
  readonly #fourier: Fourier2;
  readonly #window: Float64Array;
  readonly #polar: Float32Array;

  /**
   * @param reference grey levels [y, x]
   * @param shape     pixels, [y, x], at least 8 each; time grows with them, 256 are plenty
   */
  constructor(
    reference: Float32Array,
    readonly shape: Pair,
  ) {
    this.#still = standard(reference);
    this.#shift = new PhaseShift(this.#still, shape);
    const length = 2 ** Math.ceil(Math.log2(Math.max(...shape)));
    this.#fourier = new Fourier2(length, length);
    this.#window = roundTaper(shape);
    this.#polar = this.#directions(this.#still);
  }

  /**
   * @param image grey levels [y, x] of the reference's shape
   * @returns     place in the image of each place of the reference, px; turns up to 45°
   */
  of(image: Float32Array): Affine {
    const moving = standard(image);
    const turns = [0, this.#turnOf(moving)];
    const found = turns.map((turn) => {
      const turned = turn === 0 ? moving : warp(moving, this.shape, rigid(this.shape, turn, 0, 0), 0);
      const { dy, dx } = this.#shift.of(turned);
      // The shift was told in the turned image's directions.
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const start = rigid(this.shape, turn, cos * dy + sin * dx, cos * dx - sin * dy);
      const map = refineMap(this.#still, moving, this.shape, start, "rigid", scales);
      return [start, map].map((one) => ({ map: one, likeness: likeness(this.#still, warp(moving, this.shape, one, Number.NaN)) }));
    });
    return found.flat().reduce((best, one) => (one.likeness > best.likeness + 1e-9 ? one : best)).map;
  }

  /** Turn of an image against the reference, rad, to a quarter of a degree. */
  #turnOf(image: Float32Array): number {
    const polar = this.#directions(image);
    let best = 0;
    let highest = -Infinity;
    for (let turn = -widest; turn <= widest; turn++) {
      let sum = 0;
      for (let d = 0; d < directions; d++) {
        const [from, to] = [d * radii.length, ((d + turn + directions) % directions) * radii.length];
        for (let r = 0; r < radii.length; r++) sum += this.#polar[from + r]! * polar[to + r]!;
      }
      if (sum > highest) [best, highest] = [turn, sum];
    }
    return (best * Math.PI) / directions;
  }

  /** Logarithms of the spectrum's strengths [direction, radius], less the mean of each radius. */
  #directions(image: Float32Array): Float32Array {
    const [height, width] = this.shape;
    const length = this.#fourier.width;
    const re = new Float64Array(length * length);
    const im = new Float64Array(length * length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) re[y * length + x] = image[y * width + x]! * this.#window[y * width + x]!;
    this.#fourier.forward(re, im);
    const at = (fy: number, fx: number): number => {
      const i = (((fy % length) + length) % length) * length + (((fx % length) + length) % length);
      return Math.log1p(Math.hypot(re[i]!, im[i]!));
    };
    const polar = new Float32Array(directions * radii.length);
    for (let r = 0; r < radii.length; r++) {
      let mean = 0;
      for (let d = 0; d < directions; d++) {
        const angle = (Math.PI * d) / directions;
        const [v, u] = [radii[r]! * length * Math.sin(angle), radii[r]! * length * Math.cos(angle)];
        const [fy, fx] = [Math.floor(v), Math.floor(u)];
        const [py, px] = [v - fy, u - fx];
        const value = (1 - py) * ((1 - px) * at(fy, fx) + px * at(fy, fx + 1)) + py * ((1 - px) * at(fy + 1, fx) + px * at(fy + 1, fx + 1));
        polar[d * radii.length + r] = value;
        mean += value / directions;
      }
      for (let d = 0; d < directions; d++) polar[d * radii.length + r] = polar[d * radii.length + r]! - mean;
    }
    return polar;
  }
}

/** Falls to zero towards a round border, which looks the same however the image is turned. */
function roundTaper([height, width]: Pair): Float64Array {
  const [my, mx] = [(height - 1) / 2, (width - 1) / 2];
  return Float64Array.from({ length: height * width }, (_, i) => {
    const away = Math.hypot((Math.floor(i / width) - my) / (height / 2), ((i % width) - mx) / (width / 2));
    return away >= 1 ? 0 : Math.cos((Math.PI * away) / 2) ** 2;
  });
}

/** Correlation of two images where both have values, −1..1. */
function likeness(a: Float32Array, b: Float32Array): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i]!, b[i]!];
    if (Number.isNaN(q)) continue;
    n++;
    sa += p;
    sb += q;
    saa += p * p;
    sbb += q * q;
    sab += p * q;
  }
  // What hardly overlaps is like nothing.
  if (n < a.length / 4) return -1;
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread > 0 ? (sab - (sa * sb) / n) / spread : -1;
}
