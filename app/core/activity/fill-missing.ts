/** A trace with its gaps bridged, and which values were not measured. */
export interface Filled {
  readonly values: Float32Array;
  /** 1 where a value was interpolated, [t]. */
  readonly filled: Uint8Array;
}

/**
 * Bridges gaps by straight lines.
 *
 * @param values  [t]; NaN where missing
 * @param longest longest gap that is bridged, frames
 * @param ends    continue the first and last value to the ends as well; else the ends stay missing
 */
export function fillMissing(values: Float32Array, longest: number, ends = false): Filled {
  const result = values.slice();
  const filled = new Uint8Array(values.length);
  let before = -1;
  for (let t = 0; t <= values.length; t++) {
    if (t < values.length && Number.isNaN(values[t]!)) continue;
    const gap = t - before - 1;
    const inner = before >= 0 && t < values.length;
    if (gap > 0 && gap <= longest && (inner || ends)) {
      const left = before >= 0 ? values[before]! : (values[t] ?? Number.NaN);
      const right = t < values.length ? values[t]! : left;
      for (let i = 1; i <= gap; i++) {
        result[before + i] = left + ((right - left) * (inner ? i : 0)) / (gap + 1);
        filled[before + i] = 1;
      }
    }
    before = t;
  }
  return { values: result, filled };
}
