import { leastNoise, yardstick } from "#core/detect/threshold";

/** How far around a peak others are counted, in radii of a nucleus. */
const reach = 12;
/** Weak peaks are those below the cut and above this share of it, and above what noise can make. */
const weakest = 1 / 3;
/** By how many standard deviations of their number weak peaks have to prevail. */
const certainty = 2;

/**
 * Tells granular tissue, such as the gut, from neurons. Nuclei differ from what lies between them, so that around a
 * nucleus most peaks are nuclei; in granules peaks of all heights lie side by side. A peak is taken for a granule
 * where weak peaks around it outnumber strong ones by more than chance; those found so count as weak, until
 * nothing changes. Weak peaks go with the strong one nearest to them.
 *
 * @param place      µm, [n, 3], z, y, x
 * @param height     of each, grey levels, in any order
 * @param noise      of the response, grey levels
 * @param radius     of a nucleus, µm
 * @param elongation how much longer along z distances may be
 * @returns          rows that are no granules, in their order
 */
export function outsideTexture(place: Float64Array, height: Float64Array, noise: number, radius: number, elongation: number): number[] {
  const all = Array.from(height.keys());
  const { cut } = yardstick(height, noise);
  const away2 = (i: number, j: number): number =>
    ((place[3 * i]! - place[3 * j]!) / elongation) ** 2 +
    (place[3 * i + 1]! - place[3 * j + 1]!) ** 2 +
    (place[3 * i + 2]! - place[3 * j + 2]!) ** 2;
  const bright = all.filter((i) => height[i]! > cut);
  const counted = all.filter((i) => height[i]! > Math.max(weakest * cut, leastNoise * noise));
  const near = new Map(bright.map((i) => [i, counted.filter((j) => away2(i, j) < (reach * radius) ** 2)]));
  const strong = new Set(bright);
  for (;;) {
    const granules = [...strong].filter((i) => {
      const around = near.get(i)!;
      const alike = around.reduce((sum, j) => sum + (strong.has(j) ? 1 : 0), 0);
      return around.length - 2 * alike > certainty * Math.sqrt(around.length);
    });
    if (granules.length === 0) break;
    for (const i of granules) strong.delete(i);
  }
  if (strong.size === bright.length) return all;
  const nearest = (i: number): number => bright.reduce((best, j) => (away2(i, j) < away2(i, best) ? j : best), bright[0]!);
  return all.filter((i) => strong.has(height[i]! > cut ? i : nearest(i)));
}
