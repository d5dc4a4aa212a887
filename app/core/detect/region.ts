import type { Region, Regions } from "#contract/region";

/**
 * The regions as a test of places, z, y, x in µm.
 *
 * @returns undefined where every place counts
 */
export function insideRegions({ include, exclude }: Regions): ((z: number, y: number, x: number) => boolean) | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined;
  return (z, y, x) =>
    (include.length === 0 || include.some((region) => isInside(region, z, y, x))) && !exclude.some((region) => isInside(region, z, y, x));
}

/** Whether a place lies in a region: between its depths, both included, and inside its polygon by the even-odd rule. */
function isInside({ points, z: depths }: Region, z: number, y: number, x: number): boolean {
  if (depths !== null && (z < Math.min(...depths) || z > Math.max(...depths))) return false;
  if (points.length === 0) return true;
  let odd = false;
  let [beforeY, beforeX] = points[points.length - 1]!;
  for (const [cornerY, cornerX] of points) {
    if (cornerY > y !== beforeY > y && x < cornerX + ((y - cornerY) / (beforeY - cornerY)) * (beforeX - cornerX)) odd = !odd;
    [beforeY, beforeX] = [cornerY, cornerX];
  }
  return odd;
}
