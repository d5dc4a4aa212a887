/** A minimum and where it lies. */
export interface Minimum {
  readonly at: Float64Array;
  readonly value: number;
}

/**
 * Minimum of a smooth function of a few variables: BFGS with backtracking (Nocedal & Wright 2006,
 * doi:10.1007/978-0-387-40065-5, algorithm 6.1).
 *
 * @param cost  value at a point; writes the gradient into its second argument
 * @param start where to begin
 * @param tolerance fall of the cost, relative to 1 + its size, below which it ends
 */
export function minimum(cost: (at: Float64Array, gradient: Float64Array) => number, start: Float64Array, tolerance = 1e-10): Minimum {
  const n = start.length;
  let at = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = cost(at, gradient);
  const inverse = new Float64Array(n * n);
  const reset = (): void => {
    inverse.fill(0);
    for (let i = 0; i < n; i++) inverse[i * n + i] = 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  };
  reset();
  for (let round = 0; round < 200; round++) {
    let direction = times(inverse, gradient);
    let fall = dot(direction, gradient);
    if (!(fall < 0)) {
      reset();
      direction = times(inverse, gradient);
      fall = dot(direction, gradient);
    }
    if (!(fall < -tolerance * (1 + Math.abs(value)))) break;
    let step = 1;
    let next = at;
    let nextValue = Number.NaN;
    const nextGradient = new Float64Array(n);
    for (let halving = 0; halving < 40; halving++, step /= 2) {
      next = at.map((x, i) => x + step * direction[i]!);
      nextValue = cost(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * fall) break;
    }
    if (!(nextValue < value)) break;
    update(
      inverse,
      next.map((x, i) => x - at[i]!),
      nextGradient.map((x, i) => x - gradient[i]!),
    );
    [at, value, gradient] = [next, nextValue, nextGradient];
  }
  return { at, value };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** Minus the matrix times a vector. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => -dot(matrix.subarray(i * n, (i + 1) * n), vector));
}

/** The inverse Hessian after a step s along which the gradient changed by y. */
function update(inverse: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length;
  const sy = dot(s, y);
  if (!(sy > 1e-12)) return;
  const hy = times(inverse, y).map((x) => -x);
  const yhy = dot(y, hy);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j] = inverse[i * n + j]! + ((1 + yhy / sy) * s[i]! * s[j]! - hy[i]! * s[j]! - s[i]! * hy[j]!) / sy;
}
