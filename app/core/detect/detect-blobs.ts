import { Failure } from "#contract/failure";
import type { Triple } from "#contract/geometry";
import type { DetectParameters } from "#contract/parameters";
import type { BlobTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { bin } from "#core/detect/bin";
import { elongationOf } from "#core/detect/elongation";
import { localMaxima, type Peaks } from "#core/detect/local-maxima";
import { logResponse } from "#core/detect/log-response";
import { measure } from "#core/detect/measure";
import { suppress } from "#core/detect/suppress";
import { automaticThreshold, noiseOf } from "#core/detect/threshold";
import { blobsOf } from "#core/link/table-ops";

/** How much longer nuclei look along z than across before it is measured: between a confocal and a wide-field stack. */
const usualElongation = 1.5;
/** Elongations nearer to the usual one than this cannot be told from it in noise. */
const measurable = 0.15;
/** Share of the scale at which a lone nucleus answers most: a finer one keeps touching nuclei apart. */
const finer = 0.8;
/** Peaks lower than this many times the noise are never nuclei. */
const leastNoise = 6;
/** Nor are those lower than this share of the strongest: side lobes and what a network makes of empty tissue answer there. */
const leastShare = 0.015;
/** Peaks from this many times the noise on tell how clutter is distributed. */
const clutterNoise = 3;

/**
 * Finds nuclei: peaks of an anisotropic Laplacian of Gaussian at the scale of the radius looked for.
 * Works on stacks and, where there is one plane, on images (z is then that of the plane).
 *
 * @param volume     [z, y, x], grey levels above background; all finite
 * @param t          frame the rows are given
 * @param parameters radius in µm; threshold × noise (0: from the histogram of peaks); separation × radius;
 *                   elongation along z (0: measured)
 * @returns          one row a nucleus, strongest first; z, y, x, radius in µm
 * @throws           Failure "not-finite" | "out-of-range"
 */
export function detectBlobs(volume: Volume, t: number, parameters: DetectParameters): BlobTable {
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
  const pitch = Math.max(volume.voxel[1], volume.voxel[2]);
  const by = Math.max(1, Math.floor(spread / pitch / 1.2));
  const binned = bin(volume, by);
  const look = (stack: Volume, elongation: number) => peaksOf(stack, spread, elongation, parameters);
  const measuredElongation = (): number => {
    // The strongest nuclei are found on a grid twice as coarse in a quarter of the time, and measured on the fine one.
    const coarse = spread / pitch >= 1.6;
    const { peaks, kept } = look(coarse ? bin(volume, 2 * by) : binned, usualElongation);
    const place = coarse ? peaks.place.map((at, i) => (i % 3 === 0 ? at : 2 * at + 0.5)) : peaks.place;
    const measured = elongationOf(binned, { ...peaks, place }, kept, 4 * parameters.radius);
    return Math.abs(measured - usualElongation) > measurable ? measured : usualElongation;
  };
  const found = look(binned, deep ? parameters.elongation || measuredElongation() : 1);
  const blobs = blobsOf(found.kept.length);
  found.kept.forEach((peak, row) => {
    const centre = [0, 1, 2].map((d) => binned.origin[d]! + found.peaks.place[3 * peak + d]! * binned.voxel[d]!) as [
      number,
      number,
      number,
    ];
    const { radius, intensity } = measure(volume, centre, parameters.radius);
    const ratio = found.peaks.height[peak]! / Math.max(found.threshold, 1e-12);
    blobs.t[row] = t;
    blobs.z[row] = centre[0];
    blobs.y[row] = centre[1];
    blobs.x[row] = centre[2];
    blobs.radius[row] = radius;
    blobs.intensity[row] = intensity;
    blobs.confidence[row] = (ratio * ratio) / (ratio * ratio + 1);
  });
  return blobs;
}

interface Found {
  readonly peaks: Peaks;
  /** Peaks that count as nuclei, strongest first. */
  readonly kept: readonly number[];
  /** Height from which a peak counts. */
  readonly threshold: number;
}

/** Peaks of the response at one scale (spread across, µm; spread × elongation along z), and those that count. */
function peaksOf(stack: Volume, spread: number, elongation: number, { threshold, separation, radius }: DetectParameters): Found {
  const response = logResponse(stack, [(spread * elongation) / stack.voxel[0], spread / stack.voxel[1], spread / stack.voxel[2]]);
  const noise = noiseOf(response);
  const peaks = localMaxima(response, stack.shape, clutterNoise * noise, 5000);
  const apart = separation * radius;
  const alone = suppress(peaks, inside(peaks, stack.shape), [
    (apart * elongation) / stack.voxel[0],
    apart / stack.voxel[1],
    apart / stack.voxel[2],
  ]);
  const heights = Float64Array.from(alone, (i) => peaks.height[i]!);
  const least = Math.max(leastNoise * noise, leastShare * (heights[0] ?? 0));
  const counts = threshold > 0 ? threshold * noise : automaticThreshold(heights, least);
  return { peaks, kept: alone.filter((i) => peaks.height[i]! > counts), threshold: counts };
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
