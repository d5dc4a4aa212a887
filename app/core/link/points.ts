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
  const dz = a[3 * i]! - b[3 * j]!;
  const dy = a[3 * i + 1]! - b[3 * j + 1]!;
  const dx = a[3 * i + 2]! - b[3 * j + 2]!;
  return Math.sqrt(dz * dz + dy * dy + dx * dx);
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
  const size = Math.min(most, Math.max(n - 1, 0));
  const near = new Float64Array(size + 1);
  return Array.from({ length: n }, (_, i) => {
    const order = new Int32Array(size);
    let count = 0;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const away = distance(points, i, points, j);
      if (count === size && (size === 0 || away >= near[size - 1]!)) continue;
      let at = Math.min(count, size - 1);
      for (; at > 0 && near[at - 1]! > away; at--) {
        near[at] = near[at - 1]!;
        order[at] = order[at - 1]!;
      }
      near[at] = away;
      order[at] = j;
      if (count < size) count++;
    }
    return order;
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
