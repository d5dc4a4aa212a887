import type { Pair } from "#contract/geometry";

/**
 * The outline of a mask as one polygon, exact to the pixel: rings along the edges of the pixels, of islands and of
 * holes alike, strung together by seams that are walked there and back, so that the even-odd rule finds the
 * mask's pixels and no others inside.
 *
 * @param mask  [y, x]; whatever is not 0 is inside
 * @param shape pixels [y, x]
 * @returns     corners, pixels [y, x]; the first pixel is centred at 0. Empty for an empty mask
 */
export function outlineOf(mask: ArrayLike<number>, [height, width]: Pair): [number, number][] {
  const inside = (y: number, x: number): boolean => y >= 0 && x >= 0 && y < height && x < width && mask[y * width + x] !== 0;
  // Corners lie on a grid of (height + 1) × (width + 1); every edge has the mask on its right.
  const wide = width + 1;
  const next = new Map<number, number[]>();
  const edge = (from: number, to: number): void => void (next.get(from)?.push(to) ?? next.set(from, [to]));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(y, x)) continue;
      const corner = y * wide + x;
      if (!inside(y - 1, x)) edge(corner, corner + 1);
      if (!inside(y, x + 1)) edge(corner + 1, corner + wide + 1);
      if (!inside(y + 1, x)) edge(corner + wide + 1, corner + wide);
      if (!inside(y, x - 1)) edge(corner + wide, corner);
    }
  }
  const points: [number, number][] = [];
  const place = (corner: number): [number, number] => [Math.floor(corner / wide) - 0.5, (corner % wide) - 0.5];
  for (const start of next.keys()) {
    let at = start;
    let heading = 0;
    const ring: number[] = [];
    for (let to = next.get(at)?.pop(); to !== undefined; to = next.get(at)?.pop()) {
      if (to - at !== heading) ring.push(at);
      heading = to - at;
      at = to;
    }
    if (ring.length === 0) continue;
    for (const corner of [...ring, ring[0]!]) points.push(place(corner));
    // Back over the seam to where the first ring began.
    points.push(points[0]!);
  }
  return points;
}
