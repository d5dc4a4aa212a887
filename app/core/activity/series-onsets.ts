import type { Series } from "#contract/series";

/**
 * Moments at which something begins in a series: where a series of words comes to say a word (any other than the
 * first, if none is given), or a series of numbers rises through the middle of its range.
 *
 * @param word a label of the series; null for any change to a word that is not its first
 * @returns    s on the recording's clock, ascending; a series that begins with the word begins there
 */
export function seriesOnsets({ time, values, labels }: Series, word: string | null): number[] {
  const numbers = values.filter((value) => !Number.isNaN(value));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const wanted = labels === null || word === null ? -1 : labels.indexOf(word);
  const rest = values.find((value) => !Number.isNaN(value));
  const isOn = (value: number): boolean => {
    if (labels === null) return high > low && value > 0.5 * (low + high);
    return word === null ? value !== rest : value === wanted;
  };
  const onsets: number[] = [];
  let before = false;
  let last = Number.NaN;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const now = isOn(value);
    // One word that follows another is a beginning of its own.
    if (now && (!before || (labels !== null && value !== last))) onsets.push(time[i]!);
    [before, last] = [now, value];
  });
  return onsets;
}
