import { Failure } from "#contract/failure";
import { rowOf, type Rows } from "#core/analysis/rows";

export interface AlignOptions {
  /** s (or frames) shown before and after each onset. */
  readonly before: number;
  readonly after: number;
  /** Distance of the grid that every repeat is brought to, in the same unit. */
  readonly step: number;
  /** Each repeat is taken relative to its own mean before the onset. */
  readonly fromBaseline: boolean;
}

export interface AlignedAverage {
  /** Time from the onset, [m]. */
  readonly lag: Float64Array;
  /** Mean over repeats, [row, m]; NaN where no repeat has a value. */
  readonly mean: Float64Array;
  /** Standard error of the mean, [row, m]; NaN where fewer than two repeats have a value. */
  readonly sem: Float64Array;
  /** Repeats with a value, [row, m]. */
  readonly count: Int32Array;
  /** Every repeat by itself, [row, repeat, m]. */
  readonly repeats: Float32Array;
}

/** Most points of a grid. */
const mostPoints = 20_000;

/**
 * What neurons do around repeated moments (peri-stimulus time course): each repeat is read off at the same
 * lags, linearly between its frames, and averaged. A lag between frames of which one is missing is missing.
 *
 * Gerstein & Kiang (1960), doi:10.1016/S0006-3495(60)86844-5.
 *
 * @param of     values [row, frame]; NaN where missing
 * @param time   time of each frame, ascending, s (or frame numbers)
 * @param onsets moments, in the unit of `time`
 * @throws       Failure "out-of-range" where the window or its step is not positive or the grid is too fine
 */
export function alignedAverage(of: Rows, time: Float64Array, onsets: readonly number[], options: AlignOptions): AlignedAverage {
  const { before, after, step, fromBaseline } = options;
  const first = -Math.floor(before / step + 1e-9);
  const points = Math.floor(after / step + 1e-9) - first + 1;
  if (!(before >= 0) || !(after > 0) || !(step > 0) || !(points <= mostPoints)) {
    throw new Failure(
      "out-of-range",
      `The window from −${before} to ${after} in steps of ${step} cannot be averaged over; give positive numbers.`,
      {
        before,
        after,
        step,
      },
    );
  }
  const lag = Float64Array.from({ length: points }, (_, i) => (first + i) * step);
  const repeats = new Float32Array(of.rows * onsets.length * points);
  const mean = new Float64Array(of.rows * points).fill(Number.NaN);
  const sem = new Float64Array(of.rows * points).fill(Number.NaN);
  const count = new Int32Array(of.rows * points);
  for (let row = 0; row < of.rows; row++) {
    const values = rowOf(of, row);
    onsets.forEach((onset, k) => {
      const from = (row * onsets.length + k) * points;
      const repeat = repeats.subarray(from, from + points);
      lag.forEach((value, i) => (repeat[i] = valueAt(values, time, onset + value)));
      if (fromBaseline) relative(repeat, lag);
    });
    for (let i = 0; i < points; i++) {
      let sum = 0;
      let squares = 0;
      let n = 0;
      for (let k = 0; k < onsets.length; k++) {
        const value = repeats[(row * onsets.length + k) * points + i]!;
        if (Number.isNaN(value)) continue;
        n++;
        const off = value - sum / Math.max(1, n - 1);
        squares += n > 1 ? (off * off * (n - 1)) / n : 0;
        sum += value;
      }
      const at = row * points + i;
      count[at] = n;
      if (n > 0) mean[at] = sum / n;
      if (n > 1) sem[at] = Math.sqrt(squares / (n - 1) / n);
    }
  }
  return { lag, mean, sem, count, repeats };
}

/** Takes a repeat relative to its mean before the onset; a repeat with nothing before is missing. */
function relative(repeat: Float32Array, lag: Float64Array): void {
  let sum = 0;
  let n = 0;
  lag.forEach((value, i) => {
    if (value >= 0 || Number.isNaN(repeat[i]!)) return;
    sum += repeat[i]!;
    n++;
  });
  for (let i = 0; i < repeat.length; i++) repeat[i]! -= sum / n;
}

function valueAt(values: Float32Array, time: Float64Array, at: number): number {
  let low = 0;
  let high = time.length - 1;
  if (!(at >= time[0]! - 1e-9 && at <= time[high]! + 1e-9)) return Number.NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (time[middle]! <= at) low = middle;
    else high = middle;
  }
  const share = high === low ? 0 : (at - time[low]!) / (time[high]! - time[low]!);
  if (share <= 1e-9) return values[low]!;
  if (share >= 1 - 1e-9) return values[high]!;
  return values[low]! * (1 - share) + values[high]! * share;
}
