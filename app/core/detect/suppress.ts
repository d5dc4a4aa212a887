import type { Triple } from "#contract/geometry";
import type { Peaks } from "#core/detect/local-maxima";

/**
 * Of peaks nearer to each other than a limit keeps the strongest.
 *
 * @param peaks places in voxels
 * @param among the peaks to choose from, strongest first
 * @param reach the limit along each axis, voxels: peaks within the ellipsoid of these half-axes are one
 * @returns     indices kept, strongest first
 */
export function suppress(peaks: Peaks, among: readonly number[], reach: Triple): number[] {
  const kept: number[] = [];
  const { place } = peaks;
  for (const i of among) {
    let alone = true;
    for (const j of kept) {
      const dz = (place[3 * i]! - place[3 * j]!) / reach[0];
      const dy = (place[3 * i + 1]! - place[3 * j + 1]!) / reach[1];
      const dx = (place[3 * i + 2]! - place[3 * j + 2]!) / reach[2];
      if (dz * dz + dy * dy + dx * dx < 1) {
        alone = false;
        break;
      }
    }
    if (alone) kept.push(i);
  }
  return kept;
}
