/**
 * Values less their mean, over their standard deviation (of the population, as scipy's `zscore`).
 *
 * @param values [t]; NaN where missing, and left out
 * @returns      [t]; NaN where missing, and of a constant
 */
export function zscore(values: Float32Array): Float32Array {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const spread = Math.sqrt(squares / count);
  return values.map((value) => (spread > 0 ? (value - mean) / spread : Number.NaN));
}
