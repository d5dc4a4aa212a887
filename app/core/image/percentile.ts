import type { Pixels } from "#contract/volume";

/**
 * Percentiles with linear interpolation between ranks, as numpy's default gives them.
 * Integers up to 16 bits are counted in a histogram, all else is sorted in a copy.
 *
 * @param values numbers in any order, at least one, none NaN
 * @param ranks  per cent, 0..100
 * @returns      one value for each rank
 * @throws       Error if there are no values
 */
export function percentiles(values: Pixels, ranks: readonly number[]): number[] {
  if (values.length === 0) throw new Error("A percentile of no values.");
  const at = values.BYTES_PER_ELEMENT <= 2 ? counted(values) : sorted(values);
  const last = values.length - 1;
  return ranks.map((rank) => {
    const position = (Math.min(Math.max(rank, 0), 100) / 100) * last;
    const below = Math.floor(position);
    const low = at(below);
    return position === below ? low : low + (at(below + 1) - low) * (position - below);
  });
}

/** One percentile; see `percentiles`. */
export function percentile(values: Pixels, rank: number): number {
  return percentiles(values, [rank])[0] ?? 0;
}

/** The middle value; the mean of the two middle ones where the count is even. */
export function median(values: Pixels): number {
  return percentile(values, 50);
}

/** k-th smallest of integers with at most 65536 levels. */
function counted(values: Pixels): (rank: number) => number {
  const lowest = values instanceof Int16Array ? -32768 : values instanceof Int8Array ? -128 : 0;
  const counts = new Uint32Array(values.BYTES_PER_ELEMENT === 1 ? 256 : 65536);
  for (let i = 0; i < values.length; i++) {
    const level = (values[i] as number) - lowest;
    counts[level] = (counts[level] as number) + 1;
  }
  return (rank) => {
    let seen = 0;
    for (let level = 0; level < counts.length; level++) {
      seen += counts[level] as number;
      if (seen > rank) return level + lowest;
    }
    return counts.length - 1 + lowest;
  };
}

function sorted(values: Pixels): (rank: number) => number {
  const copy = values.slice().sort();
  return (rank) => copy[Math.min(rank, copy.length - 1)] as number;
}
