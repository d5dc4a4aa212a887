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

/** Peaks lower than this many times the noise are never nuclei. */
const leastNoise = 6;
/** Nor are those lower than this share of the strongest: the filter's own side lobes answer at a thousandth. */
const leastShare = 0.005;
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
  const spread = parameters.radius / Math.sqrt(deep ? 3 : 2);
  const by = Math.max(1, Math.floor(spread / Math.max(volume.voxel[1], volume.voxel[2]) / 1.2));
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
  const binned = bin(volume, by);
  const look = (elongation: number): { peaks: Peaks; kept: number[]; threshold: number } => {
    const sigma: Triple = [(spread * elongation) / binned.voxel[0], spread / binned.voxel[1], spread / binned.voxel[2]];
    const response = logResponse(binned, sigma);
    const noise = noiseOf(response);
    const apart = parameters.separation * parameters.radius;
    const peaks = localMaxima(response, binned.shape, clutterNoise * noise, 5000);
    const alone = suppress(peaks, inside(peaks, binned.shape), [
      (apart * elongation) / binned.voxel[0],
      apart / binned.voxel[1],
      apart / binned.voxel[2],
    ]);
    const threshold =
      parameters.threshold > 0
        ? parameters.threshold * noise
        : automaticThreshold(
            Float64Array.from(alone, (i) => peaks.height[i]!),
            Math.max(leastNoise * noise, leastShare * (peaks.height[0] ?? 0)),
          );
    return { peaks, kept: alone.filter((i) => peaks.height[i]! > threshold), threshold };
  };
  let found = look(deep ? parameters.elongation || 1.5 : 1);
  if (deep && parameters.elongation === 0) {
    const elongation = elongationOf(binned, found.peaks, found.kept, 4 * parameters.radius);
    if (Math.abs(elongation - 1.5) > 0.15) found = look(elongation);
  }
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

/** Peaks of a stack that have a plane on either side: what is brightest in the first or last plane lies beyond it. */
function inside(peaks: Peaks, shape: Triple): number[] {
  const last = shape[0] - 1;
  return Array.from(peaks.height.keys()).filter((i) => {
    const z = Math.round(peaks.place[3 * i]!);
    return last === 0 || (z > 0 && z < last);
  });
}
