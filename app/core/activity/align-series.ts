import type { Series } from "#contract/series";

/**
 * A series' value at other times, such as those of the frames: between two samples by a straight line, or, where
 * values stand for words, the word that was last said.
 *
 * @param times s on the recording's clock
 * @returns     as many values; NaN outside the series, beside a missing sample, and where a time is unknown
 */
export function alignSeries({ time, values, labels }: Pick<Series, "time" | "values" | "labels">, times: Float64Array): Float64Array {
  const last = time.length - 1;
  return times.map((at) => {
    if (!(at >= time[0]!) || (labels === null && at > time[last]!)) return Number.NaN;
    const before = lastAtOrBefore(time, at);
    if (labels !== null || time[before] === at) return values[before]!;
    const share = (at - time[before]!) / (time[before + 1]! - time[before]!);
    return values[before]! + share * (values[before + 1]! - values[before]!);
  });
}

/** Index of the last entry that is not above a value. */
function lastAtOrBefore(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
