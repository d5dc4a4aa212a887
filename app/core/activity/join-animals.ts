import { Failure } from "#contract/failure";
import type { TraceMatrix, TraceSignal } from "#contract/table";
import { alignedAverage } from "#core/analysis/aligned";
import type { Rows } from "#core/analysis/rows";
import { middle } from "#core/activity/robust-line";

/** One animal's traces, and the moments its time is counted from. */
export interface Animal {
  readonly name: string;
  readonly traces: TraceMatrix;
  /** s on its recording's clock; null counts from its first frame. */
  readonly onsets: readonly number[] | null;
}

export interface JoinOptions {
  readonly signal: TraceSignal;
  /** s before and after each moment; without moments the whole recordings are joined. */
  readonly before: number;
  readonly after: number;
}

/** Traces of several animals on one clock, by neuron name. */
export interface JoinedTraces {
  /** Names that any animal has, in order. */
  readonly neurons: readonly string[];
  readonly animals: readonly string[];
  /** s from the moment, or from the first frame, [m]. */
  readonly lag: Float64Array;
  /** Each animal's trace (mean over its moments), [neuron, animal, m]; NaN where missing. */
  readonly values: Float32Array;
  /**
   * Standard deviation that reading leaves of each of `values`, [neuron, animal, m]: of a mean over moments, whose
   * readings are independent, the root of their summed squares over their number. Null where the signal has no known error.
   */
  readonly errors: Float32Array | null;
  /** Over the animals that have a value, [neuron, m]; the error NaN where fewer than two have one. */
  readonly mean: Float64Array;
  readonly sem: Float64Array;
  readonly count: Int32Array;
  /** Neurons of each animal that are left out because they have no name. */
  readonly unnamed: readonly number[];
}

/**
 * Joins animals by neuron name: every trace is read off at common times, linearly between its frames, and averaged
 * over animals (mean ± standard error). What an animal lacks is missing and counts for nothing: a neuron it has no
 * name for, a time outside its recording, a gap.
 *
 * @param animals at least one; their intervals may differ: the grid is as fine as the finest
 * @throws        Failure "invalid-input" where an animal names two neurons alike, lacks the signal or its times, or none has a name
 */
export function joinAnimals(animals: readonly Animal[], options: JoinOptions): JoinedTraces {
  const rows = animals.map(rowsByName);
  const neurons = [...new Set(rows.flatMap((of) => [...of.keys()]))].sort((a, b) => (a < b ? -1 : 1));
  if (neurons.length === 0)
    throw new Failure(
      "invalid-input",
      "None of the studies has a named neuron; studies are joined by the neurons' names, so name some first.",
      {
        studies: animals.map(({ name }) => name),
      },
    );
  const step = Math.min(...animals.map(intervalOf));
  const around = animals.some(({ onsets }) => onsets !== null);
  const longest = Math.max(...animals.map(({ traces }) => traces.time[traces.time.length - 1]! - traces.time[0]!));
  const window = around ? options : { before: 0, after: Math.max(longest, step) };
  const averaged = animals.map(({ name, traces, onsets }) => {
    const values = traces.signals[options.signal];
    if (values === undefined)
      throw new Failure(
        "invalid-input",
        `The study ${name} has no signal "${options.signal}"; it has ${Object.keys(traces.signals).join(", ")}.`,
        {
          study: name,
          signal: options.signal,
        },
      );
    const of = { values, rows: traces.tracks.length, frames: traces.frames.length };
    const average = (rows: Rows) =>
      alignedAverage(rows, traces.time, onsets ?? [traces.time[0]!], { ...window, step, fromBaseline: false });
    const { error } = traces.signals;
    const squares = options.signal === "dff" && error ? average({ ...of, values: error.map((one) => one * one) }) : null;
    return { ...average(of), error: squares?.mean.map((square, at) => Math.sqrt(square / squares.count[at]!)) ?? null };
  });
  const lag = averaged[0]!.lag;
  const m = lag.length;
  const gathered = (of: (animal: (typeof averaged)[number]) => Float64Array | null): Float32Array => {
    const all = new Float32Array(neurons.length * animals.length * m).fill(Number.NaN);
    neurons.forEach((name, n) => {
      averaged.forEach((animal, a) => {
        const row = rows[a]!.get(name);
        const own = row === undefined ? undefined : of(animal)?.subarray(row * m, (row + 1) * m);
        if (own) all.set(own, (n * animals.length + a) * m);
      });
    });
    return all;
  };
  const values = gathered(({ mean }) => mean);
  return {
    neurons,
    animals: animals.map(({ name }) => name),
    lag,
    values,
    errors: averaged.some(({ error }) => error !== null) ? gathered(({ error }) => error) : null,
    ...overAnimals(values, neurons.length, animals.length, m),
    unnamed: animals.map(({ traces }) => traces.names.filter((name) => name === "").length),
  };
}

function rowsByName({ name: animal, traces }: Animal): Map<string, number> {
  const rows = new Map<string, number>();
  traces.names.forEach((name, row) => {
    if (name === "") return;
    const other = rows.get(name);
    if (other !== undefined)
      throw new Failure(
        "invalid-input",
        `The study ${animal} calls two neurons ${name} (tracks ${traces.tracks[other]} and ${traces.tracks[row]}); give one of them another name.`,
        {
          study: animal,
          name,
        },
      );
    rows.set(name, row);
  });
  return rows;
}

function intervalOf({ name, traces: { time } }: Animal): number {
  const interval = middle(Float64Array.from({ length: Math.max(0, time.length - 1) }, (_, t) => time[t + 1]! - time[t]!));
  if (interval > 0) return interval;
  throw new Failure(
    "invalid-input",
    `The study ${name} does not know the times of its frames, so it cannot be put on a common clock; give its interval.`,
    {
      study: name,
    },
  );
}

function overAnimals(values: Float32Array, neurons: number, animals: number, m: number): Pick<JoinedTraces, "mean" | "sem" | "count"> {
  const mean = new Float64Array(neurons * m).fill(Number.NaN);
  const sem = new Float64Array(neurons * m).fill(Number.NaN);
  const count = new Int32Array(neurons * m);
  for (let n = 0; n < neurons; n++) {
    for (let i = 0; i < m; i++) {
      const there: number[] = [];
      for (let a = 0; a < animals; a++) {
        const value = values[(n * animals + a) * m + i]!;
        if (!Number.isNaN(value)) there.push(value);
      }
      const at = n * m + i;
      count[at] = there.length;
      if (there.length === 0) continue;
      const middleOf = there.reduce((sum, value) => sum + value, 0) / there.length;
      mean[at] = middleOf;
      const squares = there.reduce((sum, value) => sum + (value - middleOf) ** 2, 0);
      if (there.length > 1) sem[at] = Math.sqrt(squares / (there.length - 1) / there.length);
    }
  }
  return { mean, sem, count };
}
