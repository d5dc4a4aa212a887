import type { BlobTable } from "#contract/table";
import { assign } from "#core/link/assignment";
import { rowsByFrame } from "#core/link/table-ops";

/** Rows of a found and of a true table that are the same neuron at the same frame. */
export interface RowPair {
  readonly t: number;
  readonly found: number;
  readonly truth: number;
}

/**
 * Pairs found positions with true ones, frame by frame, one to one, so that the sum of distances is least.
 *
 * @param gate    longest distance of a pair, µm
 * @param lateral true pairs within the gate across only, so that z errors show instead of hiding; depth then
 *                only breaks ties
 */
export function pairFrames(
  found: Pick<BlobTable, "t" | "z" | "y" | "x">,
  truth: Pick<BlobTable, "t" | "z" | "y" | "x">,
  gate: number,
  lateral: boolean,
): RowPair[] {
  const frames = 1 + Math.max(...[0, ...tail(truth.t), ...tail(found.t)]);
  const foundRows = rowsByFrame(found, frames);
  const truthRows = rowsByFrame(truth, frames);
  const depth = lateral ? 0.01 : 1;
  const pairs: RowPair[] = [];
  for (let t = 0; t < frames; t++) {
    const a = truthRows[t]!;
    const b = foundRows[t]!;
    if (a.length === 0 || b.length === 0) continue;
    const cost = new Float64Array(a.length * b.length);
    a.forEach((i, row) => {
      b.forEach((j, column) => {
        const across = (truth.y[i]! - found.y[j]!) ** 2 + (truth.x[i]! - found.x[j]!) ** 2;
        const along = (truth.z[i]! - found.z[j]!) ** 2;
        cost[row * b.length + column] =
          across + (lateral ? 0 : along) <= gate * gate ? Math.sqrt(across + depth * along) : Number.POSITIVE_INFINITY;
      });
    });
    assign(cost, a.length, b.length, Number.POSITIVE_INFINITY).forEach((column, row) => {
      if (column >= 0) pairs.push({ t, found: b[column]!, truth: a[row]! });
    });
  }
  return pairs;
}

function tail(frames: Int32Array): number[] {
  let last = 0;
  for (const t of frames) if (t > last) last = t;
  return [last];
}
