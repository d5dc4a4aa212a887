import type { Rows } from "#core/analysis/rows";

/** Least and greatest value of 4, 16, 64 … frames of each row, so that any span is known from a few of them. */
export interface Pyramid {
  readonly of: Rows;
  /** Level k holds spans of 4^(k + 1) frames, [row, span]; NaN where a span has no value. */
  readonly levels: readonly { readonly span: number; readonly count: number; readonly low: Float32Array; readonly high: Float32Array }[];
  /** Least and greatest of each row; NaN without values. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

export function pyramidOf(of: Rows): Pyramid {
  const levels: { span: number; count: number; low: Float32Array; high: Float32Array }[] = [];
  let low = of.values;
  let high = of.values;
  let count = of.frames;
  for (let span = 4; count > 1; span *= 4) {
    const next = Math.ceil(count / 4);
    const lower = new Float32Array(of.rows * next).fill(Number.NaN);
    const higher = new Float32Array(of.rows * next).fill(Number.NaN);
    for (let row = 0; row < of.rows; row++) {
      for (let i = 0; i < count; i++) {
        const at = row * next + (i >> 2);
        const a = low[row * count + i] as number;
        const b = high[row * count + i] as number;
        if (!((lower[at] as number) <= a) && !Number.isNaN(a)) lower[at] = a;
        if (!((higher[at] as number) >= b) && !Number.isNaN(b)) higher[at] = b;
      }
    }
    levels.push({ span, count: next, low: lower, high: higher });
    low = lower;
    high = higher;
    count = next;
  }
  return { of, levels, low: low.slice(0, of.rows), high: high.slice(0, of.rows) };
}

/**
 * Least and greatest value of a row between two columns (`to` not included), to the nearest span that is a
 * quarter of it or less. Writes [least, greatest] into `into`; NaN where there is no value.
 */
export function spanExtent({ of, levels }: Pyramid, row: number, from: number, to: number, into: Float64Array): void {
  let span = 1;
  let count = of.frames;
  let low = of.values;
  let high = of.values;
  for (const level of levels) {
    if (level.span * 4 > to - from) break;
    ({ span, count, low, high } = level);
  }
  let least = Number.NaN;
  let most = Number.NaN;
  const end = to >= of.frames ? count : Math.floor(to / span);
  const last = Math.min(count, Math.max(Math.floor(from / span) + 1, end));
  for (let i = Math.floor(from / span); i < last; i++) {
    const a = low[row * count + i] as number;
    const b = high[row * count + i] as number;
    if (!(least <= a) && !Number.isNaN(a)) least = a;
    if (!(most >= b) && !Number.isNaN(b)) most = b;
  }
  into[0] = least;
  into[1] = most;
}
