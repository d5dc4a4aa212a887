import { EllipsoidPatch, largePatch } from "#core/optics/ellipsoid-patch";
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
/** Side of the patch for small defocus, and the defocus, µm, up to which it holds an ellipsoid's light. */
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
  readonly #patches: ReadonlyMap<number, EllipsoidPatch>;

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
    this.#patches = new Map([smallPatch, largePatch].map((size) => [size, new EllipsoidPatch(size)]));
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
    const patch = this.#patches.get(size) as EllipsoidPatch;
    const row = Math.round(body.y / this.pitch);
    const column = Math.round(body.x / this.pitch);
    const half = size / 2;
    if (row + half < 0 || column + half < 0 || row - half >= shape[0] || column - half >= shape[1]) return;
    this.#gather(patch, body, defocus);
    patch.unite(images.length, body.photons, row - body.y / this.pitch, column - body.x / this.pitch);
    images.forEach((image, channel) => patch.place(channel, image, shape, row, column));
  }

  /** The patch's spectra, a channel each, of one photon from an ellipsoid with its centre on sample (0, 0). */
  #gather(patch: EllipsoidPatch, body: Ellipsoid, defocus: number): void {
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
