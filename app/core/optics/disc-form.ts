/** Spacing of the table. */
export const discStep = 1 / 64;
/** Length of the table: arguments up to 120, where less than a thousandth is left. */
export const discEntries = 64 * 120;
let discTable: Float64Array | null = null;

/**
 * Transform of an evenly lit disc of radius r at frequency f, 2·J₁(q)/q with q = 2π·f·r, at multiples of `discStep`;
 * 1 at zero.
 */
export function discForms(): Float64Array {
  discTable ??= Float64Array.from({ length: discEntries }, (_, i) => discForm(i * discStep));
  return discTable;
}

/** 2·J₁(q)/q by its integral (4/π)∫cos(q sin θ)·cos²θ dθ over a quarter turn; the trapezoid rule is exact for enough points. */
function discForm(q: number): number {
  const points = 64;
  let sum = 0.5;
  for (let i = 1; i < points; i++) {
    const theta = (Math.PI * i) / (2 * points);
    sum += Math.cos(q * Math.sin(theta)) * Math.cos(theta) ** 2;
  }
  return (2 * sum) / points;
}
