import { Failure } from "#contract/failure";

/** A microscope's detection optics for one channel. Aberrations in waves. */
export interface Optics {
  readonly na: number;
  /** Refractive index of the sample. */
  readonly index: number;
  /** Emission wavelength, µm. */
  readonly emission: number;
  /** Primary spherical aberration; positive = axial direction +1. */
  readonly spherical: number;
  /** Astigmatism along [cos 2φ, sin 2φ]. */
  readonly astigmatism: readonly [number, number];
  /** Coma along [cos φ, sin φ]. */
  readonly coma: readonly [number, number];
  /** How light is gathered; wide-field where left out. */
  readonly detection?: "confocal";
}

/** A 20×/0.75 objective in green light, with the spherical aberration that lets the sign of a defocus be read. */
export const greenOptics: Optics = { na: 0.75, index: 1.33, emission: 0.525, spherical: 0.25, astigmatism: [0, 0], coma: [0, 0] };

/** The complex pupil on the frequency grid of `size`² samples `pitch` apart (zero frequency first). */
export interface Pupil {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Phase a micrometre of defocus, radians, piston removed. */
  readonly axial: Float64Array;
}

/**
 * Scalar pupil in focus: P(ρ) = exp(2πi·[W(6ρ⁴ − 6ρ² + 1) + …]) inside the aperture ρ ≤ 1, ρ = |f|·λ/NA;
 * defocus by d µm (emitter minus focus, positive away from the objective) adds 2π·d/λ·√(n² − NA²ρ²).
 *
 * Gibson & Lanni (1991), doi:10.1364/JOSAA.8.001601, gives the fuller model.
 *
 * @param pitch spacing of the samples in the image, µm
 * @throws Failure "out-of-range" where the aperture is wider than the sample allows, or any value is not positive
 */
export function pupilOf(optics: Optics, size: number, pitch: number): Pupil {
  const { na, index, emission } = optics;
  if (!(na > 0) || !(index > na) || !(emission > 0) || !(pitch > 0)) {
    throw new Failure(
      "out-of-range",
      `An aperture of ${na} in a sample of index ${index} at ${emission} µm cannot be simulated; the aperture must be below the index.`,
      { na, index, emission, pitch },
    );
  }
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  const axial = new Float64Array(size * size);
  const unit = emission / na / (size * pitch);
  for (let y = 0; y < size; y++) {
    const v = (y < size / 2 ? y : y - size) * unit;
    for (let x = 0; x < size; x++) {
      const u = (x < size / 2 ? x : x - size) * unit;
      const square = u * u + v * v;
      if (square > 1) continue;
      const i = y * size + x;
      const phase = 2 * Math.PI * aberration(optics, u, v, square);
      re[i] = Math.cos(phase);
      im[i] = Math.sin(phase);
      axial[i] = ((2 * Math.PI) / emission) * (Math.sqrt(index * index - na * na * square) - index);
    }
  }
  return { size, re, im, axial };
}

/** Wavefront error, waves, at pupil position (u, v); Zernike forms without norms. */
function aberration(optics: Optics, u: number, v: number, square: number): number {
  const [a0, a1] = optics.astigmatism;
  const [c0, c1] = optics.coma;
  const spherical = optics.spherical * (6 * square * square - 6 * square + 1);
  return spherical + a0 * (u * u - v * v) + a1 * 2 * u * v + (3 * square - 2) * (c0 * u + c1 * v);
}
