import { Fourier2 } from "#core/optics/fourier";
import { PointSpread } from "#core/optics/point-spread";
import type { Optics } from "#core/optics/pupil";

/** An evenly glowing ellipsoid with its axes along z, y, x. */
export interface Ellipsoid {
  /** Centre, µm. */
  readonly z: number;
  readonly y: number;
  readonly x: number;
  /** Half axes, µm [z, y, x]. */
  readonly radii: readonly [number, number, number];
  /** Photons that the camera gathers from it in one exposure, a number for each channel. */
  readonly photons: readonly number[];
}

/** Depth between the slices an ellipsoid is cut into, µm: well below the axial period the optics can pass. */
const sliceStep = 0.25;
/** Far from focus, where a slice's image changes slowly, every second slice will do. */
const farStride = 2;
/** Samples of the patch an ellipsoid is drawn on, and the defocus, µm, up to which the small one holds its light. */
const largePatch = 128;
const smallPatch = 64;
const smallPatchReach = 6.5;

/**
 * Draws the wide-field image of glowing ellipsoids, in up to two channels at once: each is cut into slices, each
 * slice's transform (an Airy disc's form) is multiplied by the transfer function at its depth, and the sum is
 * transformed back on a patch that moves with the ellipsoid to a fraction of a pixel.
 */
export class NucleusImage {
  readonly #spreads: readonly PointSpread[];
  readonly #transfers: readonly Map<number, Float32Array>[];
  readonly #patches: ReadonlyMap<number, Patch>;

  /**
   * @param optics one for each channel, one or two
   * @param pitch  camera pixel, µm
   */
  constructor(
    optics: readonly Optics[],
    readonly pitch: number,
  ) {
    this.#spreads = optics.map((each) => new PointSpread(each, largePatch, pitch));
    this.#transfers = optics.map(() => new Map<number, Float32Array>());
    this.#patches = new Map([smallPatch, largePatch].map((size) => [size, new Patch(size)]));
  }

  /**
   * Adds an ellipsoid's light to the images.
   *
   * @param images a channel each, photons [y, x]
   * @param shape  pixels [y, x]; pixel (0, 0) is centred at 0 µm
   * @param focus  depth of the focal plane, µm
   */
  add(images: readonly Float32Array[], shape: readonly [number, number], body: Ellipsoid, focus: number): void {
    const defocus = body.z - focus;
    const size = Math.abs(defocus) + body.radii[0] <= smallPatchReach ? smallPatch : largePatch;
    const patch = this.#patches.get(size) as Patch;
    const row = Math.round(body.y / this.pitch);
    const column = Math.round(body.x / this.pitch);
    const half = size / 2;
    if (row + half < 0 || column + half < 0 || row - half >= shape[0] || column - half >= shape[1]) return;
    this.#gather(patch, body, defocus);
    patch.unite(images.length, body.photons, row - body.y / this.pitch, column - body.x / this.pitch);
    images.forEach((image, channel) => patch.place(channel, image, shape, row, column));
  }

  /** The patch's spectra, a channel each, of one photon from an ellipsoid with its centre on sample (0, 0). */
  #gather(patch: Patch, body: Ellipsoid, defocus: number): void {
    const [rz, ry, rx] = body.radii;
    patch.start(ry / this.pitch, rx / this.pitch);
    const stride = patch.size === smallPatch ? 1 : farStride;
    const step = sliceStep * stride;
    const first = Math.ceil((defocus - rz) / step);
    const last = Math.floor((defocus + rz) / step);
    let total = 0;
    for (let slice = first; slice <= last; slice++) total += 1 - ((slice * step - defocus) / rz) ** 2;
    for (let slice = first; slice <= last; slice++) {
      const area = 1 - ((slice * step - defocus) / rz) ** 2;
      if (area > 0) patch.addSlice(this.#transfersAt(slice * stride), Math.sqrt(area), area / total);
    }
    if (!(total > 0)) patch.addSlice(this.#transfersAt(Math.round(defocus / sliceStep)), 1, 1);
  }

  #transfersAt(slice: number): readonly Float32Array[] {
    return this.#spreads.map((_, channel) => this.#transfer(channel, slice));
  }

  #transfer(channel: number, slice: number): Float32Array {
    const known = this.#transfers[channel]?.get(slice);
    if (known) return known;
    const made = (this.#spreads[channel] as PointSpread).transfer(slice * sliceStep);
    this.#transfers[channel]?.set(slice, made);
    return made;
  }
}

/** Transform of an evenly lit disc by the argument 2π·f·r, normalised to 1 at 0: 2·J₁(q)/q, from a table. */
const discStep = 1 / 64;
const discEntries = 64 * 120;
let discTable: Float64Array | null = null;

/** 2·J₁(q)/q at multiples of `discStep`. */
function discForms(): Float64Array {
  discTable ??= Float64Array.from({ length: discEntries }, (_, i) => discForm(i * discStep));
  return discTable;
}

/** 2·J₁(q)/q by its integral (4/π)∫cos(q sin θ)·cos²θ dθ over a quarter turn; the trapezoid rule is exact for enough points. */
function discForm(q: number): number {
  const points = 64;
  let sum = 0.5;
  for (let i = 1; i < points; i++) {
    const theta = (Math.PI * i) / (2 * points);
    sum += Math.cos(q * Math.sin(theta)) * Math.cos(theta) ** 2;
  }
  return (2 * sum) / points;
}

/** Work space for one ellipsoid. Spectra hold the non-negative frequencies along x. */
class Patch {
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
