import type { Points } from "#core/link/points";
import { solvePositive } from "#core/link/solve";

/**
 * Where each point of a set goes, told from its neighbours that are already matched: a weighted ridge
 * affine of the displacements of the nearest matched points, evaluated at the point itself.
 *
 * @param from     points before, [n, 3]
 * @param order    neighbours of each point, nearest first (`neighbourOrder(from)`)
 * @param matched  1 where the point's place is known
 * @param to       known places, [n, 3]; read only where matched
 * @param weight   trust in each known place
 * @param k        how many matched neighbours speak
 * @param ridge    pull of the affine part towards none, in units of the neighbourhood's own spread
 * @param own      whether a matched point also speaks for itself
 * @param out      predicted places, [n, 3]
 */
export function predictLocally(
  from: Points,
  order: readonly Int32Array[],
  matched: Uint8Array,
  to: Points,
  weight: Float64Array,
  k: number,
  ridge: number,
  own: boolean,
  out: Points,
): void {
  const n = from.length / 3;
  const a = new Float64Array(16);
  const b = new Float64Array(12);
  const near = new Int32Array(k + 1);
  for (let i = 0; i < n; i++) {
    let count = 0;
    if (own && matched[i] === 1) near[count++] = i;
    for (const j of order[i]!) {
      if (count >= k) break;
      if (matched[j] === 1) near[count++] = j;
    }
    if (count === 0) {
      for (let d = 0; d < 3; d++) out[3 * i + d] = from[3 * i + d]!;
      continue;
    }
    const last = near[count - 1]!;
    const far2 = squared(from, i, last) + 1e-12;
    a.fill(0);
    b.fill(0);
    let total = 0;
    let spread2 = 0;
    for (let m = 0; m < count; m++) {
      const j = near[m]!;
      const d2 = squared(from, i, j);
      const w = weight[j]! * Math.exp((-2 * d2) / far2);
      const dz = from[3 * j]! - from[3 * i]!;
      const dy = from[3 * j + 1]! - from[3 * i + 1]!;
      const dx = from[3 * j + 2]! - from[3 * i + 2]!;
      total += w;
      spread2 += w * d2;
      a[0] = a[0]! + w;
      a[4] = a[4]! + w * dz;
      a[8] = a[8]! + w * dy;
      a[12] = a[12]! + w * dx;
      a[5] = a[5]! + w * dz * dz;
      a[9] = a[9]! + w * dy * dz;
      a[13] = a[13]! + w * dx * dz;
      a[10] = a[10]! + w * dy * dy;
      a[14] = a[14]! + w * dx * dy;
      a[15] = a[15]! + w * dx * dx;
      for (let d = 0; d < 3; d++) {
        const shift = w * (to[3 * j + d]! - from[3 * j + d]!);
        b[d] = b[d]! + shift;
        b[3 + d] = b[3 + d]! + shift * dz;
        b[6 + d] = b[6 + d]! + shift * dy;
        b[9 + d] = b[9 + d]! + shift * dx;
      }
    }
    const pull = ridge * (spread2 / 3) + 1e-9 * total;
    a[5] = a[5]! + pull;
    a[10] = a[10]! + pull;
    a[15] = a[15]! + pull;
    const mean0 = b[0]! / total;
    const mean1 = b[1]! / total;
    const mean2 = b[2]! / total;
    const solved = solvePositive(a, b, 4, 3);
    out[3 * i] = from[3 * i]! + (solved ? b[0]! : mean0);
    out[3 * i + 1] = from[3 * i + 1]! + (solved ? b[1]! : mean1);
    out[3 * i + 2] = from[3 * i + 2]! + (solved ? b[2]! : mean2);
  }
}

function squared(points: Points, i: number, j: number): number {
  const dz = points[3 * i]! - points[3 * j]!;
  const dy = points[3 * i + 1]! - points[3 * j + 1]!;
  const dx = points[3 * i + 2]! - points[3 * j + 2]!;
  return dz * dz + dy * dy + dx * dx;
}
