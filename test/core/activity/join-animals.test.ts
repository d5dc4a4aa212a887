import { expect, test } from "vitest";
import type { TraceMatrix } from "#contract/table";
import { joinAnimals } from "#core/activity/join-animals";
import { seriesOnsets } from "#core/activity/series-onsets";

const nan = Number.NaN;
const options = { signal: "dff", before: 1, after: 1 } as const;

function traces(names: readonly string[], interval: number, rows: readonly (readonly number[])[]): TraceMatrix {
  const frames = rows[0]!.length;
  return {
    tracks: Int32Array.from(names.keys()),
    names,
    frames: Int32Array.from({ length: frames }, (_, t) => t),
    time: Float64Array.from({ length: frames }, (_, t) => 10 + t * interval),
    signals: { dff: Float32Array.from(rows.flat()) },
  };
}

test("neurons of one name are averaged over animals on the finest clock; what an animal lacks is missing", () => {
  const one = traces(["AVA", "", "RIM"], 1, [
    [0, 1, 2],
    [9, 9, 9],
    [1, nan, 1],
  ]);
  const two = traces(["AVA"], 0.5, [[2, 2, 4, 4, 4]]);
  const joined = joinAnimals(
    [
      { name: "a", traces: one, onsets: null },
      { name: "b", traces: two, onsets: null },
    ],
    options,
  );
  expect(joined).toMatchObject({ neurons: ["AVA", "RIM"], animals: ["a", "b"], unnamed: [1, 0] });
  expect([...joined.lag]).toEqual([0, 0.5, 1, 1.5, 2]);
  expect([...joined.values]).toEqual([0, 0.5, 1, 1.5, 2, 2, 2, 4, 4, 4, 1, nan, nan, nan, 1, nan, nan, nan, nan, nan]);
  expect([...joined.mean]).toEqual([1, 1.25, 2.5, 2.75, 3, 1, nan, nan, nan, 1]);
  // s.e.m. of two values is half their distance.
  expect([...joined.sem]).toEqual([1, 0.75, 1.5, 1.25, 1, nan, nan, nan, nan, nan]);
  expect([...joined.count]).toEqual([2, 2, 2, 2, 2, 1, 0, 0, 0, 1]);
});

test("around moments each animal counts from its own, averaged over them first", () => {
  const one = traces(["AVA"], 1, [[0, 1, 5, 1, 7, 0]]);
  const { lag, values } = joinAnimals([{ name: "a", traces: one, onsets: [12, 14] }], options);
  expect([...lag]).toEqual([-1, 0, 1]);
  expect([...values]).toEqual([1, 6, 0.5]);
});

test("the error of a mean over moments is the root of their summed squares over their number; of other signals it is not known", () => {
  const plain = traces(["AVA"], 1, [[0, 1, 5, 1, 7, 0]]);
  const one = { ...plain, signals: { ...plain.signals, f: plain.signals.dff!, error: Float32Array.of(1, 1, 3, nan, 4, 1) } };
  const two = { ...plain, signals: { ...plain.signals, f: plain.signals.dff! } };
  const animals = [
    { name: "a", traces: one, onsets: [12, 14] },
    { name: "b", traces: two, onsets: [12] },
  ];
  // Lag 0 averages the errors 3 and 4; 1 s before and after, one of the two is missing.
  expect([...joinAnimals(animals, options).errors!]).toEqual([1, 2.5, 1, nan, nan, nan]);
  expect(joinAnimals(animals, { ...options, signal: "f" }).errors).toBeNull();
  expect(joinAnimals(animals.slice(1), options).errors).toBeNull();
});

test("no names, a name given twice, unknown times and an absent signal are refused with what to do", () => {
  const join = (matrix: TraceMatrix, signal = "dff") =>
    joinAnimals([{ name: "a", traces: matrix, onsets: null }], { ...options, signal: signal as "dff" });
  expect(() => join(traces([""], 1, [[1, 2]]))).toThrow("None of the studies has a named neuron");
  expect(() =>
    join(
      traces(["AVA", "AVA"], 1, [
        [1, 2],
        [1, 2],
      ]),
    ),
  ).toThrow("calls two neurons AVA (tracks 0 and 1)");
  expect(() => join(traces(["AVA"], nan, [[1, 2]]))).toThrow("does not know the times");
  expect(() => join(traces(["AVA"], 1, [[1, 2]]), "ratio")).toThrow('no signal "ratio"');
});

test("a series begins where it comes to say a word, or rises through the middle of its range", () => {
  const words = {
    name: "flow",
    unit: "",
    labels: ["water", "odour", "salt"],
    time: Float64Array.of(0, 5, 9, 12, 15),
    values: Float64Array.of(0, 1, 2, 0, 1),
  };
  expect(seriesOnsets(words, "odour")).toEqual([5, 15]);
  expect(seriesOnsets(words, "water")).toEqual([0, 12]);
  expect(seriesOnsets(words, null)).toEqual([5, 9, 15]);
  expect(seriesOnsets(words, "acid")).toEqual([]);
  const light = { ...words, labels: null, values: Float64Array.of(0, 5, nan, 5, 1) };
  expect(seriesOnsets(light, null)).toEqual([5]);
  expect(seriesOnsets({ ...light, values: new Float64Array(5) }, null)).toEqual([]);
});
