import { median, rowOf, type Rows } from "#core/analysis/rows";

export interface EventOptions {
  /** An event begins where the trace rises above this many noise deviations over its median. */
  readonly enter: number;
  /** It lasts until the trace falls below this many. */
  readonly leave: number;
  /** Fewest frames of an event. */
  readonly least: number;
}

export const eventDefaults: EventOptions = { enter: 3, leave: 1, least: 2 };

/** One transient of one neuron. */
export interface ActivityEvent {
  readonly row: number;
  /** First frame column. */
  readonly from: number;
  /** Column behind the last. */
  readonly to: number;
  /** Column of the highest value. */
  readonly peak: number;
  /** Highest value less the row's median, in the trace's own unit. */
  readonly height: number;
}

/**
 * Transients by two thresholds over a row's median, in units of its noise (1.4826 × the median absolute
 * deviation). A missing frame ends an event. Graded activity, which is common in worms, has no events:
 * a neuron that is active more than half of the time raises its own median.
 *
 * After Dombeck et al. (2007), doi:10.1016/j.neuron.2007.08.003.
 *
 * @param of values [row, frame]; NaN where missing
 * @returns  events by row, then by time
 */
export function detectEvents(of: Rows, { enter, leave, least }: EventOptions): ActivityEvent[] {
  const events: ActivityEvent[] = [];
  for (let row = 0; row < of.rows; row++) {
    const values = rowOf(of, row);
    const rest = median(values);
    const noise = 1.4826 * median(values.map((value) => Math.abs(value - rest)));
    if (!(noise > 0)) continue;
    for (let t = 0; t < of.frames; t++) {
      if (!(values[t]! > rest + enter * noise)) continue;
      const from = t;
      let peak = t;
      while (t < of.frames && values[t]! > rest + leave * noise) {
        if (values[t]! > values[peak]!) peak = t;
        t++;
      }
      if (t - from >= least) events.push({ row, from, to: t, peak, height: values[peak]! - rest });
    }
  }
  return events;
}

/**
 * When each row first rises: the first frame, going back from its highest value, that lies above half of the
 * way from its median to that value.
 *
 * @returns column of each row; −1 for rows without values
 */
export function onsetsOf(of: Rows): Int32Array {
  return Int32Array.from({ length: of.rows }, (_, row) => {
    const values = rowOf(of, row);
    let peak = -1;
    for (let t = 0; t < values.length; t++) if (values[t]! > (values[peak] ?? Number.NEGATIVE_INFINITY)) peak = t;
    if (peak < 0) return -1;
    const half = (median(values) + values[peak]!) / 2;
    let onset = peak;
    while (onset > 0 && values[onset - 1]! > half) onset--;
    return onset;
  });
}

/** Rows in the order of their onset; rows without one last. */
export function orderByOnset(of: Rows): number[] {
  const onsets = onsetsOf(of);
  const when = (row: number) => (onsets[row]! < 0 ? Number.POSITIVE_INFINITY : onsets[row]!);
  return Array.from({ length: of.rows }, (_, i) => i).sort((p, q) => (when(p) === when(q) ? p - q : when(p) - when(q)));
}
