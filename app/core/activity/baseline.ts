import { Failure } from "#contract/failure";
import type { ExtractParameters } from "#contract/parameters";
import { middle } from "#core/activity/robust-line";

/** What says how F0 is taken. */
export type BaselineParameters = Pick<ExtractParameters, "baseline" | "percentile" | "window" | "windowStart">;

/**
 * Resting fluorescence F0 of one neuron. F0 as a percentile and in a running window is common practice of
 * calcium imaging (Jia et al. 2011, doi:10.1038/nprot.2010.169).
 *
 * @param f          one neuron's F, [t]; NaN where missing
 * @param time       s, [t]; NaN where the interval is unknown
 * @param parameters percentile: one value for the movie; running-percentile: within a centred window;
 *                   first-seconds: mean of the first `window` seconds; quiet-window: median of the `window`
 *                   seconds from `windowStart` on, counted from the first frame
 * @returns          F0, [t]
 * @throws           Failure "missing-metadata" where a window is asked for and the times are unknown
 */
export function baselineOf(f: Float32Array, time: Float64Array, parameters: BaselineParameters): Float32Array {
  if (parameters.baseline === "percentile") {
    const sorted = Float32Array.from(f.filter((value) => !Number.isNaN(value))).sort();
    return new Float32Array(f.length).fill(rank(sorted, sorted.length, parameters.percentile / 100));
  }
  if (time.some((value) => Number.isNaN(value))) {
    throw new Failure(
      "missing-metadata",
      "The F0 window is in seconds, and the time between frames is unknown: give the interval (--interval), or take F0 as a percentile of the whole movie.",
      {
        baseline: parameters.baseline,
      },
    );
  }
  if (parameters.baseline === "first-seconds") return firstSeconds(f, time, parameters.window);
  if (parameters.baseline === "quiet-window") return quietWindow(f, time, parameters.windowStart, parameters.window);
  return runningPercentile(f, time, parameters.window, parameters.percentile);
}

/** @throws Failure "out-of-range" where the window holds no frame of the movie */
function quietWindow(f: Float32Array, time: Float64Array, start: number, window: number): Float32Array {
  const since = (t: number): number => time[t]! - time[0]! - start;
  const within = Array.from(f.keys()).filter((t) => since(t) >= -1e-9 && since(t) <= window + 1e-9);
  if (within.length === 0) {
    const end = time[time.length - 1]! - time[0]!;
    throw new Failure(
      "out-of-range",
      `The quiet window for F0 runs from ${start} to ${start + window} s, and the movie from 0 to ${end} s: give a window within it.`,
      { windowStart: start, window, end },
    );
  }
  return new Float32Array(f.length).fill(middle(within.map((t) => f[t]!)));
}

function firstSeconds(f: Float32Array, time: Float64Array, window: number): Float32Array {
  let sum = 0;
  let count = 0;
  for (let t = 0; t < f.length && (time[t]! - time[0]! <= window || count === 0); t++) {
    if (Number.isNaN(f[t]!)) continue;
    sum += f[t]!;
    count++;
  }
  return new Float32Array(f.length).fill(sum / count);
}

/** Percentile of what lies within half a window on either side; a sorted window slides along. */
function runningPercentile(f: Float32Array, time: Float64Array, window: number, percentile: number): Float32Array {
  const result = new Float32Array(f.length);
  const sorted = new Float64Array(f.length);
  let count = 0;
  let enter = 0;
  let leave = 0;
  const half = window / 2 + 1e-9;
  for (let t = 0; t < f.length; t++) {
    for (; enter < f.length && time[enter]! - time[t]! <= half; enter++) {
      const value = f[enter]!;
      if (Number.isNaN(value)) continue;
      const at = position(sorted, count, value);
      sorted.copyWithin(at + 1, at, count);
      sorted[at] = value;
      count++;
    }
    for (; leave < enter && time[t]! - time[leave]! > half; leave++) {
      const value = f[leave]!;
      if (Number.isNaN(value)) continue;
      const at = position(sorted, count, value);
      sorted.copyWithin(at, at + 1, count);
      count--;
    }
    result[t] = rank(sorted, count, percentile / 100);
  }
  return result;
}

/** First place in the sorted part whose value is not below `value`. */
function position(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Percentile with linear interpolation between ranks; NaN of nothing. */
function rank(sorted: Float32Array | Float64Array, count: number, share: number): number {
  if (count === 0) return Number.NaN;
  const at = share * (count - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}
