/** Bessel function J₀; error below 5·10⁻⁸. Abramowitz & Stegun (1964), 9.4.1 and 9.4.3. */
export function bessel0(x: number): number {
  const a = Math.abs(x);
  if (a <= 3) {
    const t = (a / 3) ** 2;
    return 1 + t * (-2.2499997 + t * (1.2656208 + t * (-0.3163866 + t * (0.0444479 + t * (-0.0039444 + t * 0.00021)))));
  }
  const t = 3 / a;
  const size =
    0.79788456 + t * (-0.00000077 + t * (-0.0055274 + t * (-0.00009512 + t * (0.00137237 + t * (-0.00072805 + t * 0.00014476)))));
  const angle =
    a - 0.78539816 + t * (-0.04166397 + t * (-0.00003954 + t * (0.00262573 + t * (-0.00054125 + t * (-0.00029333 + t * 0.00013558)))));
  return (size * Math.cos(angle)) / Math.sqrt(a);
}

/** exp(−x)·I₀(x) for x ≥ 0, I₀ the modified Bessel function; error below 2·10⁻⁷. Abramowitz & Stegun (1964), 9.8.1 and 9.8.2. */
export function scaledBesselI0(x: number): number {
  if (x <= 3.75) {
    const t = (x / 3.75) ** 2;
    const value = 1 + t * (3.5156229 + t * (3.0899424 + t * (1.2067492 + t * (0.2659732 + t * (0.0360768 + t * 0.0045813)))));
    return Math.exp(-x) * value;
  }
  const t = 3.75 / x;
  const value =
    0.39894228 +
    t *
      (0.01328592 +
        t *
          (0.00225319 + t * (-0.00157565 + t * (0.00916281 + t * (-0.02057706 + t * (0.02635537 + t * (-0.01647633 + t * 0.00392377)))))));
  return value / Math.sqrt(x);
}
