import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import type { DetectParameters } from "#contract/parameters";
import type { Volume } from "#contract/volume";
import { bin } from "#core/detect/bin";
import { elongationOf } from "#core/detect/elongation";
import { localMaxima, type Peaks } from "#core/detect/local-maxima";
import { logResponse } from "#core/detect/log-response";
import { suppress } from "#core/detect/suppress";
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
export type PeakParameters = Pick<DetectParameters, "radius" | "separation" | "elongation">;

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
 * separation, none on the stack's edge. Stacks of one plane are searched in two dimensions.
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
  const { peaks, kept, noise, stack } = elongation === (fixed || usualElongation) ? first : look(elongation);
  const all = placesOf(peaks, kept, stack);
  const chosen = within ? kept.filter((_, i) => within(all[3 * i]!, all[3 * i + 1]!, all[3 * i + 2]!)) : kept;
  const height = Float64Array.from(chosen, (i) => peaks.height[i]!);
  return { place: within ? placesOf(peaks, chosen, stack) : all, height, noise, elongation, ...yardstick(height, noise) };
}

/** Peaks of a stack at one scale. */
interface Found {
  /** The stack they were found in: the given one, or its blocks. */
  readonly stack: Volume;
  readonly peaks: Peaks;
  /** Those that stand alone, highest first. */
  readonly kept: number[];
  readonly noise: number;
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
  return { stack, peaks, kept: suppress(peaks, inside(peaks, stack.shape), reach), noise };
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
