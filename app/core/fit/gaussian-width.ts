/** Widths are told as full widths at half maximum: 2·√(2 ln 2) standard deviations. */
export const widthsPerSigma = 2 * Math.sqrt(2 * Math.log(2));

/**
 * A Gaussian through the top of a peak: a parabola through the logarithms of the samples above a tenth of it, weighted by
 * their squares (Guo 2011, doi:10.1109/MSP.2011.941846).
 *
 * @param values samples with the background taken off, evenly spaced
 * @param step   distance of the samples, µm
 * @returns      full width at half maximum and place of the centre from the first sample, µm; NaN where there is no peak
 */
export function gaussianWidth(values: ArrayLike<number>, step: number): { readonly width: number; readonly centre: number } {
  let top = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[top]!) top = i;
  const least = 0.1 * values[top]!;
  let [first, last] = [top, top];
  while (first > 0 && values[first - 1]! > least) first--;
  while (last < values.length - 1 && values[last + 1]! > least) last++;
  const none = { width: Number.NaN, centre: Number.NaN };
  if (!(values[top]! > 0) || last - first < 2) return none;
  // Sums of the normal equations of ln y = a + b·u + c·u², u counted from the top.
  const s = [0, 0, 0, 0, 0];
  const r = [0, 0, 0];
  for (let i = first; i <= last; i++) {
    const u = i - top;
    const weight = values[i]! ** 2;
    for (let power = 0; power < 5; power++) s[power] = s[power]! + weight * u ** power;
    for (let power = 0; power < 3; power++) r[power] = r[power]! + weight * u ** power * Math.log(values[i]!);
  }
  const [s0, s1, s2, s3, s4] = s as [number, number, number, number, number];
  const [r0, r1, r2] = r as [number, number, number];
  const det = s0 * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2);
  const b = (s0 * (r1 * s4 - r2 * s3) - r0 * (s1 * s4 - s2 * s3) + s2 * (s1 * r2 - s2 * r1)) / det;
  const c = (s0 * (s2 * r2 - s3 * r1) - s1 * (s1 * r2 - s2 * r1) + r0 * (s1 * s3 - s2 * s2)) / det;
  if (!(c < 0)) return none;
  return { width: widthsPerSigma * Math.sqrt(-1 / (2 * c)) * step, centre: (top - b / (2 * c)) * step };
}
