import { middle } from "#core/activity/robust-line";

/** What deconvolution says about a trace. */
export interface Deconvolved {
  /** Activity that drives the indicator, not negative, in the trace's unit a sample; NaN where missing, [t]. */
  readonly events: Float32Array;
  /** The trace as the model sees it: events through an exponential decay, NaN where missing, [t]. */
  readonly model: Float32Array;
}

/** What stands beside deconvolved traces of a worm, wherever they are shown. */
export const gradedWarning =
  "Most neurons of C. elegans are graded and fire no spikes: deconvolved events say when fluorescence rises faster than the indicator decays, not when a neuron fired.";

/**
 * Deconvolution of a trace into the events behind it: OASIS for a first-order autoregressive indicator with
 * events that are not negative (Friedrich, Zhou & Paninski 2017, doi:10.1371/journal.pcbi.1005423). The penalty
 * on events is the smallest whose misfit is that of the noise, and the noise is taken from the differences of
 * neighbouring samples.
 *
 * Most neurons of C. elegans have graded potentials and no spikes: their transients follow the neuron's voltage,
 * and the events then say when fluorescence rises faster than the indicator decays, not when the neuron fired.
 *
 * @param trace one neuron's ΔF/F0 (or F over its rest), [t], evenly spaced; NaN where missing: each run of values alone
 * @param decay decay time of the indicator over the interval between samples, above 0
 */
export function deconvolve(trace: Float32Array, decay: number): Deconvolved {
  const keep = Math.exp(-1 / decay);
  const events = new Float32Array(trace.length).fill(Number.NaN);
  const model = new Float32Array(trace.length).fill(Number.NaN);
  const noise = noiseOf(trace);
  for (let from = 0; from < trace.length; from++) {
    if (Number.isNaN(trace[from]!)) continue;
    let to = from + 1;
    while (to < trace.length && !Number.isNaN(trace[to]!)) to++;
    const run = Float64Array.from(trace.subarray(from, to));
    const fitted = withNoise(run, keep, noise);
    fitted.forEach((value, i) => {
      model[from + i] = value;
      events[from + i] = i === 0 ? 0 : Math.max(0, value - keep * fitted[i - 1]!);
    });
    from = to;
  }
  return { events, model };
}

/** Standard deviation of white noise, from the median of neighbouring differences; NaN of fewer than two. */
export function noiseOf(trace: ArrayLike<number>): number {
  const steps = Float64Array.from({ length: Math.max(0, trace.length - 1) }, (_, t) => Math.abs(trace[t + 1]! - trace[t]!));
  return middle(steps) / (0.6744898 * Math.SQRT2);
}

/** The penalty is doubled until the misfit exceeds the noise's, then narrowed down by halving. */
function withNoise(y: Float64Array, keep: number, noise: number): Float64Array {
  const wanted = noise * noise * y.length;
  const misfit = (fit: Float64Array): number => fit.reduce((sum, value, i) => sum + (y[i]! - value) ** 2, 0);
  let low = 0;
  let high = Math.max(noise, 1e-12);
  let best = oasis(y, keep, 0);
  if (!(wanted > 0) || misfit(best) >= wanted) return best;
  for (let i = 0; i < 30 && misfit(oasis(y, keep, high)) < wanted; i++) high *= 2;
  for (let i = 0; i < 20; i++) {
    const penalty = 0.5 * (low + high);
    const fit = oasis(y, keep, penalty);
    if (misfit(fit) < wanted) [low, best] = [penalty, fit];
    else high = penalty;
  }
  return best;
}

/**
 * The active set method of the paper (algorithm 1): pools of samples that share one decay, merged while a pool
 * starts below the decay of the one before.
 *
 * @param y       samples
 * @param keep    decay a sample, between 0 and 1
 * @param penalty on the sum of events
 * @returns       the fitted trace, not negative, [t]
 */
export function oasis(y: Float64Array, keep: number, penalty: number): Float64Array {
  const n = y.length;
  const value = new Float64Array(n);
  const weight = new Float64Array(n);
  const start = new Int32Array(n);
  const length = new Int32Array(n);
  let last = -1;
  for (let t = 0; t < n; t++) {
    last++;
    value[last] = y[t]! - penalty * (t === n - 1 ? 1 : 1 - keep);
    weight[last] = 1;
    start[last] = t;
    length[last] = 1;
    while (last > 0 && value[last]! < value[last - 1]! * keep ** length[last - 1]!) {
      const reach = keep ** length[last - 1]!;
      const joint = weight[last - 1]! + reach * reach * weight[last]!;
      value[last - 1] = (weight[last - 1]! * value[last - 1]! + reach * weight[last]! * value[last]!) / joint;
      weight[last - 1] = joint;
      length[last - 1] = length[last - 1]! + length[last]!;
      last--;
    }
  }
  const fit = new Float64Array(n);
  for (let pool = 0; pool <= last; pool++) {
    let level = Math.max(0, value[pool]!);
    for (let i = 0; i < length[pool]!; i++, level *= keep) fit[start[pool]! + i] = level;
  }
  return fit;
}
