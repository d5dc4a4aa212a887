import type { DetectParameters } from "#contract/parameters";
import { parseRegions } from "#contract/region";
import type { BlobTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { type Candidates, candidatesOf } from "#core/detect/candidates";
import { measure } from "#core/detect/measure";
import { insideRegions } from "#core/detect/region";
import { confidenceOf } from "#core/detect/threshold";
import { blobsOf } from "#core/link/table-ops";

/**
 * Finds nuclei: peaks of an anisotropic Laplacian of Gaussian at the scale of the radius looked for.
 * Works on stacks and, where there is one plane, on images (z is then that of the plane).
 *
 * @param volume     [z, y, x], grey levels above background; all finite
 * @param t          frame the rows are given
 * @param parameters radius in µm; threshold × noise (0: from the heights of all peaks); separation × radius;
 *                   elongation along z (0: measured); regions to work in and to leave out
 * @returns          one row a nucleus, strongest first; z, y, x, radius in µm; confidence is the probability that it
 *                   is one
 * @throws           Failure "not-finite" | "out-of-range" | "invalid-input" for regions that are not understood
 */
export function detectBlobs(volume: Volume, t: number, parameters: DetectParameters): BlobTable {
  return chooseBlobs(volume, t, candidatesOf(volume, parameters, insideRegions(parseRegions(parameters.regions))), parameters);
}

/** How many candidates count as nuclei: those above the threshold, × noise, or above the automatic one where it is 0. */
export function countAbove({ height, noise, cut }: Pick<Candidates, "height" | "noise" | "cut">, threshold: number): number {
  const least = threshold > 0 ? threshold * noise : cut;
  const first = height.findIndex((value) => value <= least);
  return first < 0 ? height.length : first;
}

function chooseBlobs(volume: Volume, t: number, candidates: Candidates, { threshold, radius: typical }: DetectParameters): BlobTable {
  const count = countAbove(candidates, threshold);
  const blobs = blobsOf(count);
  for (let row = 0; row < count; row++) {
    const centre = [candidates.place[3 * row]!, candidates.place[3 * row + 1]!, candidates.place[3 * row + 2]!] as const;
    const { radius, intensity } = measure(volume, centre, typical);
    blobs.t[row] = t;
    blobs.z[row] = centre[0];
    blobs.y[row] = centre[1];
    blobs.x[row] = centre[2];
    blobs.radius[row] = radius;
    blobs.intensity[row] = intensity;
    blobs.confidence[row] = confidenceOf(candidates.height[row]!, candidates.bright);
  }
  return blobs;
}
