import { Failure } from "#contract/failure";
import type { ExtractParameters } from "#contract/parameters";
import { baselineOf, type BaselineParameters } from "#core/activity/baseline";
import { deconvolve } from "#core/activity/deconvolve";
import { fillMissing } from "#core/activity/fill-missing";
import { lowPass } from "#core/activity/low-pass";
import { regressReference } from "#core/activity/regress-reference";
import { middle } from "#core/activity/robust-line";
import { tmac } from "#core/activity/tmac";
import { zscore } from "#core/activity/z-score";

/** What is done to a trace after it was read and its bleaching undone. */
export type TraceParameters = BaselineParameters &
  Pick<ExtractParameters, "correction" | "lowPass" | "fillGaps" | "zscore" | "events" | "decay">;

/** One neuron's brightness as read, [t]; NaN where missing. */
export interface ReadTrace {
  /** Bleaching undone, grey levels. */
  readonly f: Float32Array;
  /** The red channel likewise; null without one. */
  readonly reference: Float32Array | null;
}

/** One neuron's activity, each [t]; NaN where missing. */
export interface ProcessedTrace extends ReadTrace {
  /** F that ΔF/F0 was made of, where motion was corrected or a filter run; else null. */
  readonly corrected: Float32Array | null;
  /** F0, grey levels. */
  readonly rest: Float32Array;
  readonly dff: Float32Array;
  readonly zscore: Float32Array | null;
  readonly events: Float32Array | null;
  /** 1 where a value was interpolated in time. */
  readonly filled: Uint8Array;
}

/**
 * Makes activity of one neuron's brightness, in this order: gaps bridged (where asked for), motion taken out with
 * the red channel, low-pass, F0, ΔF/F0 = (F − F0)/F0, z-score, events.
 *
 * @param trace      F and red, [t]
 * @param time       s, [t]; NaN where unknown
 * @param parameters what is to be done
 * @returns          ΔF/F0 is NaN where F0 is not positive
 * @throws           Failure "missing-metadata" where seconds are asked for and times are unknown; "invalid-input" where
 *                   a correction needs a red channel; "out-of-range" for a cut-off that the frame rate cannot carry
 */
export function processTrace(trace: ReadTrace, time: Float64Array, parameters: TraceParameters): ProcessedTrace {
  const { values: f, filled } = fillMissing(trace.f, parameters.fillGaps);
  const reference = trace.reference === null ? null : fillMissing(trace.reference, parameters.fillGaps).values;
  const still = motionTaken(f, reference, parameters.correction);
  const smooth = parameters.lowPass > 0 ? lowPass(still, cutoffOf(parameters.lowPass, time)) : still;
  const rest = baselineOf(smooth, time, parameters);
  const dff = smooth.map((value, t) => (rest[t]! > 0 ? (value - rest[t]!) / rest[t]! : Number.NaN));
  return {
    f,
    reference,
    corrected: smooth === f ? null : smooth,
    rest,
    dff,
    zscore: parameters.zscore ? zscore(dff) : null,
    events: parameters.events ? deconvolve(dff, parameters.decay / intervalOf(time, "the decay of the indicator (--decay)")).events : null,
    filled,
  };
}

function motionTaken(f: Float32Array, reference: Float32Array | null, correction: string): Float32Array {
  if (correction === "none") return f;
  if (reference === null) {
    throw new Failure(
      "invalid-input",
      `Motion correction by ${correction} needs a reference (red) channel, and none was read: name it, or leave the correction out.`,
      { correction },
    );
  }
  if (correction === "regression") return regressReference(f, reference);
  if (correction === "tmac") return tmac(f, reference)?.f ?? new Float32Array(f.length).fill(Number.NaN);
  const level = middle(reference.filter((value) => value > 0));
  return f.map((value, t) => (reference[t]! > 0 ? (value / reference[t]!) * level : Number.NaN));
}

/** The typical time between frames, s. @throws Failure "missing-metadata" */
function intervalOf(time: Float64Array, what: string): number {
  const interval = middle(Float64Array.from({ length: Math.max(0, time.length - 1) }, (_, t) => time[t + 1]! - time[t]!));
  if (interval > 0) return interval;
  throw new Failure("missing-metadata", `The time between frames is unknown, and ${what} is in seconds: give the interval (--interval).`, {
    flag: "--interval",
  });
}

/** A cut-off in cycles a frame. @throws Failure "missing-metadata" | "out-of-range" */
function cutoffOf(hertz: number, time: Float64Array): number {
  const interval = intervalOf(time, "the low-pass (--low-pass)");
  if (hertz * interval < 0.5) return hertz * interval;
  const highest = 0.5 / interval;
  throw new Failure(
    "out-of-range",
    `A low-pass of ${hertz} Hz needs more frames than there are: with one every ${interval} s it has to lie below ${highest.toPrecision(3)} Hz.`,
    { lowPass: hertz, highest },
  );
}
