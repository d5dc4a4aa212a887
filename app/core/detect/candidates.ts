import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import type { DetectParameters } from "#contract/parameters";
import type { Volume } from "#contract/volume";
import { bin } from "#core/detect/bin";
import { elongationOf } from "#core/detect/elongation";
import { hiddenPeaks } from "#core/detect/hidden-peaks";
import { localMaxima, type Peaks } from "#core/detect/local-maxima";
import { logResponse } from "#core/detect/log-response";
import { suppress } from "#core/detect/suppress";
import { outsideTexture } from "#core/detect/texture";
import { noiseOf, yardstick, type Yardstick } from "#core/detect/threshold";

/** Every peak of a stack that may be a nucleus: what a threshold chooses from, without looking at the stack again. */
export interface Candidates extends Yardstick {
  /** Centres, µm, [n, 3], z, y, x, highest first. */
  readonly place: Float64Array;
  /** Height of the response at each, grey levels. */
  readonly height: Float64Array;
  /** Noise of the response, grey levels. */
  readonly noise: number;
  /** How much longer than across nuclei were taken to be along z. */
  readonly elongation: number;
}

/** What of the parameters decides where peaks lie; the threshold is not in it. */
export type PeakParameters = Pick<DetectParameters, "radius" | "separation" | "elongation" | "granules" | "merged">;

/** How much longer nuclei look along z than across before it is measured: between a confocal and a wide-field stack. */
const usualElongation = 1.5;
/** Elongations nearer to the usual one than this cannot be told from it in noise. */
const measurable = 0.15;
/** Share of the scale at which a lone nucleus answers most: a finer one keeps touching nuclei apart. */
const finer = 0.8;
/** Voxels are binned as long as the filter's σ stays this many of them wide. */
const leastSigma = 0.95;
/** Peaks below this many times the noise are left out: there are thousands, and none is a nucleus. */
const clutterNoise = 3;
const mostPeaks = 5000;

/**
 * Peaks of an anisotropic Laplacian of Gaussian at the scale of the radius looked for, no two nearer than the
 * separation, none on the stack's edge; without those of granular tissue, and with those that merge with
 * another, where that is asked for. Stacks of one plane are searched in two dimensions.
 *
 * @param volume     [z, y, x], grey levels above background; all finite
 * @param parameters radius, µm; separation, × radius; elongation along z (0: measured)
 * @param within     whether a place (z, y, x, µm) is to be looked at; left out, everywhere
 * @throws           Failure "not-finite" | "out-of-range"
 */
export function candidatesOf(
  volume: Volume,
  parameters: PeakParameters,
  within?: (z: number, y: number, x: number) => boolean,
): Candidates {
  const deep = volume.shape[0] > 1;
  const spread = (finer * parameters.radius) / Math.sqrt(deep ? 3 : 2);
  if (spread < 0.3 * Math.min(volume.voxel[1], volume.voxel[2])) {
    throw new Failure(
      "out-of-range",
      `A nucleus radius of ${parameters.radius} is too small for pixels of ${volume.voxel[1]}; give the pixel size or a larger radius.`,
      {
        radius: parameters.radius,
        pixel: volume.voxel[1],
      },
    );
  }
  const look = (elongation: number): Found => peaksOf(volume, spread, elongation, parameters);
  const fixed = deep ? parameters.elongation : 1;
  const first = look(fixed || usualElongation);
  const elongation = fixed || measuredElongation(volume, first, parameters.radius);
  const found = elongation === (fixed || usualElongation) ? first : look(elongation);
  const all = placesOf(found.peaks, found.kept, found.stack);
  const isWithin = within ?? (() => true);
  const chosen = found.kept.filter((_, i) => isWithin(all[3 * i]!, all[3 * i + 1]!, all[3 * i + 2]!));
  const nuclei = parameters.granules ? ungrained(found, chosen, parameters.radius, elongation) : chosen;
  const more = parameters.merged ? partsOf(found, volume, nuclei, parameters, elongation) : none;
  const places = [...placesOf(found.peaks, nuclei, found.stack), ...placesOf(more, [...more.height.keys()], found.stack)];
  const heights = [...nuclei.map((i) => found.peaks.height[i]!), ...more.height];
  const order = [...heights.keys()]
    .filter((i) => i < nuclei.length || isWithin(places[3 * i]!, places[3 * i + 1]!, places[3 * i + 2]!))
    .sort((a, b) => heights[b]! - heights[a]! || a - b);
  const height = Float64Array.from(order, (i) => heights[i]!);
  const place = Float64Array.from(order.flatMap((i) => places.slice(3 * i, 3 * i + 3)));
  return { place, height, noise: found.noise, elongation, ...yardstick(height, found.noise) };
}

const none: Peaks = { place: new Float64Array(0), height: new Float64Array(0) };

/** Peaks that do not lie in granular tissue. */
function ungrained({ peaks, stack, noise }: Found, rows: readonly number[], radius: number, elongation: number): number[] {
  const height = Float64Array.from(rows, (i) => peaks.height[i]!);
  return outsideTexture(placesOf(peaks, rows, stack), height, noise, radius, elongation).map((i) => rows[i]!);
}

/** Nuclei of a stack that merge with those found. Planes as far apart as nuclei are wide do not show what a lone one looks like. */
function partsOf(
  { peaks, stack, noise, response, reach }: Found,
  volume: Volume,
  rows: readonly number[],
  { radius }: PeakParameters,
  elongation: number,
): Peaks {
  if (volume.shape[0] === 1 || volume.voxel[0] > radius) return none;
  const { cut } = yardstick(
    Float64Array.from(rows, (i) => peaks.height[i]!),
    noise,
  );
  const nuclei = rows.filter((i) => peaks.height[i]! > cut);
  return hiddenPeaks(response, stack.shape, {
    place: Float64Array.from(nuclei.flatMap((i) => [...peaks.place.subarray(3 * i, 3 * i + 3)])),
    height: Float64Array.from(nuclei, (i) => peaks.height[i]!),
    radius: ofAxes((d) => (radius * (d === 0 ? elongation : 1)) / stack.voxel[d]),
    apart: reach,
    cut,
  });
}

/** Peaks of a stack at one scale. */
interface Found {
  /** The stack they were found in: the given one, or its blocks. */
  readonly stack: Volume;
  readonly peaks: Peaks;
  /** Those that stand alone, highest first. */
  readonly kept: number[];
  readonly noise: number;
  readonly response: Float32Array;
  /** Peaks within the ellipsoid of these half-axes are one, voxels. */
  readonly reach: Triple;
}

/** Measured on the nuclei among the peaks found at the usual elongation. Planes as far apart as nuclei are wide tell no lengths. */
function measuredElongation(volume: Volume, { peaks, kept, noise, stack }: Found, radius: number): number {
  if (volume.voxel[0] > radius) return usualElongation;
  const { cut } = yardstick(
    Float64Array.from(kept, (i) => peaks.height[i]!),
    noise,
  );
  const nuclei = kept.filter((i) => peaks.height[i]! > cut);
  const measured = elongationOf(volume, placesOf(peaks, nuclei, stack), 4 * radius);
  return Math.abs(measured - usualElongation) > measurable ? measured : usualElongation;
}

/** @param spread σ across, µm; along z it is spread × elongation */
function peaksOf(volume: Volume, spread: number, elongation: number, { separation, radius }: PeakParameters): Found {
  const scale: Triple = [spread * elongation, spread, spread];
  const by = ofAxes((d) => Math.max(1, Math.floor(scale[d] / volume.voxel[d] / leastSigma)));
  const stack = bin(volume, by);
  const sigma = ofAxes((d) => scale[d] / stack.voxel[d]);
  // Blocks of b voxels have smoothed the stack by (b² − 1)/12 already.
  const blur = ofAxes((d) => Math.sqrt(Math.max(0.09, sigma[d] ** 2 - (1 - by[d] ** -2) / 12)));
  const response = logResponse(stack, sigma, blur);
  const noise = noiseOf(response);
  const peaks = localMaxima(response, stack.shape, clutterNoise * noise, mostPeaks);
  const apart = separation * radius;
  const reach = ofAxes((d) => (apart * (d === 0 ? elongation : 1)) / stack.voxel[d]);
  return { stack, peaks, kept: suppress(peaks, inside(peaks, stack.shape), reach), noise, response, reach };
}

function ofAxes(value: (axis: 0 | 1 | 2) => number): Triple {
  return [value(0), value(1), value(2)];
}

function placesOf(peaks: Peaks, rows: readonly number[], stack: Volume): Float64Array {
  return Float64Array.from({ length: 3 * rows.length }, (_, i) => {
    const d = (i % 3) as 0 | 1 | 2;
    return stack.origin[d] + peaks.place[3 * rows[Math.floor(i / 3)]! + d]! * stack.voxel[d];
  });
}

/**
 * Peaks that have a neighbour on either side along every axis: what is brightest at the edge of the stack lies
 * beyond it, and the filter answers to noise there, too.
 */
function inside(peaks: Peaks, shape: Triple): number[] {
  return Array.from(peaks.height.keys()).filter((i) =>
    shape.every((size, axis) => {
      const at = Math.round(peaks.place[3 * i + axis]!);
      return size === 1 || (at > 0 && at < size - 1);
    }),
  );
}
