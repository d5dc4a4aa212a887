import { minimum } from "#core/fit/bfgs";
import { radialSpread } from "#core/optics/radial-spread";

/** Light of small emitters averaged round their axes: [plane, radius], radii i × pitch. */
export interface BlurProfile {
  readonly light: Float64Array;
  /** Focus of each plane, µm, positive away from the objective. */
  readonly z: readonly number[];
  /** µm. */
  readonly pitch: number;
  readonly radii: number;
}

/** What is known about the microscope and the emitters. */
export interface KnownOptics {
  readonly index: number;
  /** µm. */
  readonly emission: number;
  /** µm. */
  readonly diameter: number;
  /** Where the search for the aperture begins. */
  readonly na: number;
}

/** The pupil that explains a profile. */
export interface FittedBlur {
  readonly na: number;
  /** Primary spherical aberration, waves; its sign is that of the axial direction. */
  readonly spherical: number;
  /** Depth of the emitters, µm, in the stack's own z. */
  readonly z0: number;
  /** Standard deviation of what blurs beside pupil, pixel and emitter, µm. */
  readonly blur: number;
  /** Share of the variance that is explained. */
  readonly explained: number;
  /** The same with the best spherical aberration of the other sign. */
  readonly otherSign: number;
}

const widest = 1.2;

/**
 * Fits aperture, spherical aberration, depth and a rest of blur to a profile, from a grid of beginnings on both sides of
 * zero aberration; brightness and background follow linearly.
 *
 * @throws Error where the profile has no light
 */
export function fitBlur(profile: BlurProfile, known: KnownOptics): FittedBlur {
  const cost = costOf(profile, known);
  const top = brightestPlane(profile);
  const starts: { readonly at: Float64Array; readonly value: number }[] = [];
  for (let spherical = -0.6; spherical <= 0.61; spherical += 0.12) {
    for (const shift of [-2, -1, 0, 1, 2]) {
      const at = Float64Array.of(squeezed(known.na, known.index), spherical, top + shift, 0);
      starts.push({ at, value: cost(at) });
    }
  }
  const best = ([1, -1] as const).map((sign) => {
    const own = starts.filter(({ at }) => Math.sign(at[1]!) === sign).toSorted((a, b) => a.value - b.value);
    const tries = own.slice(0, 2).map(({ at }) => minimum(withGradient(cost), at, 1e-6));
    return tries.reduce((low, one) => (one.value < low.value ? one : low));
  });
  const [first, second] = best[0]!.value <= best[1]!.value ? best : best.toReversed();
  const [u, spherical, z0, blur] = first!.at as unknown as [number, number, number, number];
  // A fit that began on the other side and came over has found no answer there; the mirrored one is the nearest to it.
  const over = Math.sign(second!.at[1]!) === Math.sign(spherical);
  return {
    na: apertureOf(u, known.index),
    spherical,
    z0,
    blur: Math.abs(blur),
    explained: 1 - first!.value,
    otherSign: 1 - (over ? cost(Float64Array.of(u, -spherical, z0, blur)) : second!.value),
  };
}

/** Share of the profile's variance that is not explained, each sample counting by its ring's area. */
function costOf({ light, z, pitch, radii }: BlurProfile, { index, emission, diameter }: KnownOptics): (at: Float64Array) => number {
  const places = Float64Array.from({ length: radii }, (_, i) => i * pitch);
  const weight = Float64Array.from({ length: radii }, (_, i) => (i === 0 ? 0.25 : i));
  const own = diameter / 2 / Math.sqrt(5);
  // A pixel and the rings of the average each blur like the variance of their own width.
  const fixed = own * own + (pitch * pitch) / 12 + (pitch * pitch) / 12;
  return (at) => {
    const [u, spherical, z0, blur] = at as unknown as [number, number, number, number];
    const optics = { na: apertureOf(u, index), index, emission, spherical };
    const model = radialSpread(
      optics,
      places,
      z.map((plane) => z0 - plane),
      Math.sqrt(fixed + Math.min(blur * blur, widest * widest)),
      own > 0.1 ? own : 0,
    );
    let [sw, sm, sl, smm, sml, sll] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < light.length; i++) {
      const w = weight[i % radii]!;
      const [m, l] = [model[i]!, light[i]!];
      sw += w;
      sm += w * m;
      sl += w * l;
      smm += w * m * m;
      sml += w * m * l;
      sll += w * l * l;
    }
    const [vm, vl, together] = [smm - (sm * sm) / sw, sll - (sl * sl) / sw, sml - (sm * sl) / sw];
    return vm > 0 && vl > 0 && together > 0 ? 1 - (together * together) / (vm * vl) : 1;
  };
}

/** Values with differences for the gradient. */
function withGradient(cost: (at: Float64Array) => number): (at: Float64Array, gradient: Float64Array) => number {
  const steps = [1e-3, 1e-3, 2e-3, 2e-3];
  return (at, gradient) => {
    const here = cost(at);
    for (let i = 0; i < at.length; i++) {
      const moved = at.slice();
      moved[i] = at[i]! + steps[i]!;
      gradient[i] = (cost(moved) - here) / steps[i]!;
    }
    return here;
  };
}

/** Apertures lie between 0.1 and a little below the index; the fit works on the whole line. */
function apertureOf(u: number, index: number): number {
  return 0.1 + (index - 0.12) / (1 + Math.exp(-u));
}

function squeezed(na: number, index: number): number {
  const share = Math.min(Math.max((na - 0.1) / (index - 0.12), 0.02), 0.98);
  return Math.log(share / (1 - share));
}

function brightestPlane({ light, z, radii }: BlurProfile): number {
  return z[z.reduce((best, _, k) => (light[k * radii]! > light[best * radii]! ? k : best), 0)]!;
}
