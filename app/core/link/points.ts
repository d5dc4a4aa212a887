import type { BlobTable } from "#contract/table";

/** Points in space, [n, 3] row-major, z, y, x, µm. */
export type Points = Float64Array;

/** The centres of some rows of a table. */
export function pointsOf(table: Pick<BlobTable, "z" | "y" | "x">, rows: readonly number[]): Points {
  const points = new Float64Array(rows.length * 3);
  rows.forEach((row, i) => {
    points[3 * i] = table.z[row]!;
    points[3 * i + 1] = table.y[row]!;
    points[3 * i + 2] = table.x[row]!;
  });
  return points;
}

/** Distance between point i of one set and point j of another. */
export function distance(a: Points, i: number, b: Points, j: number): number {
  return Math.hypot(a[3 * i]! - b[3 * j]!, a[3 * i + 1]! - b[3 * j + 1]!, a[3 * i + 2]! - b[3 * j + 2]!);
}

/** The mean point. */
export function centroid(points: Points): [number, number, number] {
  const n = points.length / 3;
  const sum: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < n; i++) for (let d = 0; d < 3; d++) sum[d] = sum[d]! + points[3 * i + d]! / n;
  return sum;
}

/** Root mean square distance of the points from their centroid. */
export function spread(points: Points): number {
  const n = points.length / 3;
  const [z, y, x] = centroid(points);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (points[3 * i]! - z) ** 2 + (points[3 * i + 1]! - y) ** 2 + (points[3 * i + 2]! - x) ** 2;
  return n > 0 ? Math.sqrt(sum / n) : 0;
}

/** For every point the other points by distance, nearest first, at most `most` of them. */
export function neighbourOrder(points: Points, most: number): Int32Array[] {
  const n = points.length / 3;
  return Array.from({ length: n }, (_, i) => {
    const away = new Float64Array(n);
    for (let j = 0; j < n; j++) away[j] = distance(points, i, points, j);
    const order = Array.from({ length: n }, (_, j) => j).sort((a, b) => away[a]! - away[b]! || a - b);
    return Int32Array.from(order.filter((j) => j !== i).slice(0, most));
  });
}

/** The value below which a share (0..1) of the values lies, linear between ranks; NaN of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}
