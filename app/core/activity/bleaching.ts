import { bisquare, middle, robustLine } from "#core/activity/robust-line";

/** How bleaching is described; the parameter's options. */
export type BleachingModel = "none" | "exponential" | "double-exponential";

/**
 * How fluorescence fades over a movie: an exponential, or a sum of two, fitted to the neurons' common course,
 * robust against transients. The common course is, at every frame, the median over neurons of F relative to
 * the neuron's own median. One exponential is a line through its logarithm, two are fitted by variable
 * projection (Golub & Pereyra 1973, doi:10.1137/0710036); both with bisquare weights (Beaton & Tukey 1974,
 * doi:10.1080/00401706.1974.10489171).
 *
 * @param f     F, [n, t]; NaN where missing
 * @param n     number of neurons
 * @param time  s (or frames), [t], ascending
 * @returns     what F is multiplied by to undo the fading, [t], 1 at the first frame; all 1 where nothing fades
 */
export function bleachingGain(f: Float32Array, n: number, time: Float64Array, model: BleachingModel = "exponential"): Float64Array {
  const course = commonCourse(f, n, time.length);
  const at: number[] = [];
  const values: number[] = [];
  course.forEach((value, t) => {
    if (!(value > 0)) return;
    at.push(time[t]! - time[0]!);
    values.push(value);
  });
  if (model === "none" || at.length < 3) return new Float64Array(time.length).fill(1);
  const slope = robustLine(at, values.map(Math.log)).slope;
  const double =
    model === "double-exponential" && at.length >= 8 ? twoExponentials(Float64Array.from(at), Float64Array.from(values)) : null;
  const level = (since: number): number =>
    double === null
      ? Math.exp(slope * since)
      : double.fast * Math.exp(-since / double.fastTime) + double.slow * Math.exp(-since / double.slowTime);
  const first = level(0);
  const last = level(time[time.length - 1]! - time[0]!);
  return Float64Array.from(time, (value) => (last < first ? first / level(value - time[0]!) : 1));
}

function commonCourse(f: Float32Array, n: number, frames: number): Float64Array {
  const course = new Float64Array(frames).fill(Number.NaN);
  const rest = Array.from({ length: n }, (_, i) => middle(f.subarray(i * frames, (i + 1) * frames)));
  const values = new Float64Array(n);
  for (let t = 0; t < frames; t++) {
    let count = 0;
    for (let i = 0; i < n; i++) if (rest[i]! > 0) values[count++] = f[i * frames + t]! / rest[i]!;
    course[t] = middle(values.subarray(0, count));
  }
  return course;
}

interface TwoExponentials {
  readonly fast: number;
  readonly fastTime: number;
  readonly slow: number;
  readonly slowTime: number;
}

/** Time constants tried first: so many between the sampling and ten times the duration. */
const tried = 18;

/** a·exp(−t/τ1) + b·exp(−t/τ2), a and b not negative: τ from a grid, then refined; bisquare weights. */
function twoExponentials(x: Float64Array, y: Float64Array): TwoExponentials {
  const weight = new Float64Array(x.length).fill(1);
  const span = x[x.length - 1]!;
  const shortest = Math.log((2 * span) / x.length);
  const step = (Math.log(10 * span) - shortest) / (tried - 1);
  const cost = (p: readonly [number, number]): number => amplitudes(x, y, weight, p).cost;
  let best: readonly [number, number] = [shortest, shortest + (tried - 1) * step];
  for (let round = 0; round < 6; round++) {
    if (round === 0) {
      let least = cost(best);
      for (let i = 0; i < tried; i++) {
        for (let j = i + 1; j < tried; j++) {
          const candidate = [shortest + i * step, shortest + j * step] as const;
          const value = cost(candidate);
          if (value < least) [least, best] = [value, candidate];
        }
      }
    }
    best = refined(cost, best, step / 2);
    const { a, b } = amplitudes(x, y, weight, best);
    const [one, two] = best;
    bisquare(
      y.map((value, i) => value - a * Math.exp(-x[i]! / Math.exp(one)) - b * Math.exp(-x[i]! / Math.exp(two))),
      weight,
    );
  }
  const { a, b } = amplitudes(x, y, weight, best);
  return { fast: a, fastTime: Math.exp(best[0]), slow: b, slowTime: Math.exp(best[1]) };
}

/** Pattern search around a point until the steps are small. */
function refined(
  cost: (p: readonly [number, number]) => number,
  start: readonly [number, number],
  first: number,
): readonly [number, number] {
  let best = start;
  let least = cost(best);
  for (let step = first; step > 1e-4; ) {
    let moved = false;
    for (const [di, dj] of [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ] as const) {
      const candidate = [best[0] + di, best[1] + dj] as const;
      const value = cost(candidate);
      if (value < least) {
        [least, best, moved] = [value, candidate, true];
      }
    }
    if (!moved) step /= 2;
  }
  return best;
}

/** Amplitudes of two exponentials of given time constants (logarithms), by weighted least squares, not negative. */
function amplitudes(
  x: Float64Array,
  y: Float64Array,
  weight: Float64Array,
  [one, two]: readonly [number, number],
): { readonly a: number; readonly b: number; readonly cost: number } {
  const rateOne = -Math.exp(-one);
  const rateTwo = -Math.exp(-two);
  let aa = 0;
  let ab = 0;
  let bb = 0;
  let ay = 0;
  let by = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const w = weight[i]!;
    const e1 = Math.exp(rateOne * x[i]!);
    const e2 = Math.exp(rateTwo * x[i]!);
    aa += w * e1 * e1;
    ab += w * e1 * e2;
    bb += w * e2 * e2;
    ay += w * e1 * y[i]!;
    by += w * e2 * y[i]!;
    yy += w * y[i]! * y[i]!;
  }
  const determinant = aa * bb - ab * ab;
  let a = determinant > 1e-12 * aa * bb ? (ay * bb - by * ab) / determinant : 0;
  let b = determinant > 1e-12 * aa * bb ? (by * aa - ay * ab) / determinant : by / bb;
  if (a < 0) [a, b] = [0, Math.max(0, by / bb)];
  else if (b < 0) [a, b] = [Math.max(0, ay / aa), 0];
  return { a, b, cost: yy - 2 * (a * ay + b * by) + a * a * aa + 2 * a * b * ab + b * b * bb };
}
