/**
 * Zero-phase low-pass: a second-order Butterworth filter run forwards and backwards, so that nothing is shifted
 * in time; the two passes together halve the amplitude at the cut-off. The ends are continued by odd reflection
 * (Gustafsson 1996, doi:10.1109/78.492552, compares the ways to start such a filter); the numbers are those of
 * scipy's `filtfilt`.
 *
 * @param values [t], evenly spaced; NaN where missing: every run of values is filtered by itself
 * @param cutoff in cycles a sample, above 0 and below 0.5
 * @returns      [t]; NaN where missing
 * @throws       Error where the cut-off lies outside
 */
export function lowPass(values: Float32Array, cutoff: number): Float32Array {
  if (!(cutoff > 0 && cutoff < 0.5)) throw new Error(`A cut-off of ${cutoff} cycles a sample.`);
  const filter = butterworth(cutoff);
  const result = new Float32Array(values.length).fill(Number.NaN);
  for (let from = 0; from < values.length; from++) {
    if (Number.isNaN(values[from]!)) continue;
    let to = from + 1;
    while (to < values.length && !Number.isNaN(values[to]!)) to++;
    result.set(bothWays(Float64Array.from(values.subarray(from, to)), filter), from);
    from = to;
  }
  return result;
}

interface Filter {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** Coefficients by the bilinear transform, the cut-off's frequency kept. */
function butterworth(cutoff: number): Filter {
  const k = Math.tan(Math.PI * cutoff);
  const norm = 1 / (1 + Math.SQRT2 * k + k * k);
  const b0 = k * k * norm;
  return { b: [b0, 2 * b0, b0], a: [2 * (k * k - 1) * norm, (1 - Math.SQRT2 * k + k * k) * norm] };
}

/** Values added at either end, as many as scipy adds for this order. */
const padding = 9;

function bothWays(values: Float64Array, filter: Filter): Float64Array {
  const n = values.length;
  const pad = Math.min(padding, n - 1);
  const long = new Float64Array(n + 2 * pad);
  long.set(values, pad);
  for (let i = 1; i <= pad; i++) {
    long[pad - i] = 2 * values[0]! - values[i]!;
    long[pad + n - 1 + i] = 2 * values[n - 1]! - values[n - 1 - i]!;
  }
  const there = oneWay(long, filter).reverse();
  return oneWay(there, filter)
    .reverse()
    .subarray(pad, pad + n);
}

/** One pass (direct form II transposed), started as if the first value had stood for ever. */
function oneWay(values: Float64Array, { b, a }: Filter): Float64Array {
  const result = new Float64Array(values.length);
  let z1 = (1 - b[0]) * values[0]!;
  let z2 = (b[2] - a[1]) * values[0]!;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const y = b[0] * x + z1;
    z1 = b[1] * x - a[0] * y + z2;
    z2 = b[2] * x - a[1] * y;
    result[i] = y;
  }
  return result;
}
