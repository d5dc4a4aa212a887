import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alignedAverage } from "#core/analysis/aligned";
import { principalComponents } from "#core/analysis/components";
import { correlationMatrix } from "#core/analysis/correlation";
import { detectEvents, onsetsOf, orderByOnset } from "#core/analysis/events";
import { averageLinkage, cutHierarchy } from "#core/analysis/hierarchy";
import { rowOf, standardise, type Rows } from "#core/analysis/rows";
import { eigenGap, spectralClusters } from "#core/analysis/spectral";

const reference = JSON.parse(readFileSync(new URL("../../reference/analysis.json", import.meta.url), "utf8"));
const courses: Rows = {
  values: Float32Array.from(reference.values, (value: number | null) => value ?? Number.NaN),
  rows: reference.rows,
  frames: reference.frames,
};

const rowsOf = (...series: readonly (readonly number[])[]): Rows => ({
  values: Float32Array.from(series.flat()),
  rows: series.length,
  frames: series[0]?.length ?? 0,
});

/** Two labellings are one partition when each pairs the same members. */
const partition = (labels: Iterable<number>) => {
  const list = [...labels];
  return list.map((value) => list.indexOf(value));
};

const closeTo = (actual: ArrayLike<number>, expected: readonly (number | null)[], digits: number) => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i], `at ${i}`).toBeCloseTo(value ?? Number.NaN, digits));
};

test("correlation equals scipy's pearsonr over the frames that both neurons have", () => {
  const { r, common } = correlationMatrix(courses);
  closeTo(r, reference.correlation, 6);
  expect([...common]).toEqual(reference.common);
});

test("neurons with fewer than three common frames, or that never vary, have no correlation", () => {
  const nan = Number.NaN;
  const { r } = correlationMatrix(rowsOf([1, 2, 4, nan], [nan, nan, 1, 2], [5, 5, 5, 5], [2, 4, 8, 1]));
  expect([r[1], r[2], r[10]]).toEqual([nan, nan, nan]);
  expect(r[3]).toBeCloseTo(1, 12);
  expect(standardise(rowsOf([5, 5, 5])).every(Number.isNaN)).toBe(true);
});

test("average linkage joins at scipy's heights and orders the leaves as scipy does", () => {
  const distance = Float64Array.from(reference.correlation, (value: number) => 1 - value);
  const { merges, order } = averageLinkage(distance, courses.rows);
  closeTo(
    merges.flatMap(({ a, b, height, size }) => [a, b, height, size]),
    reference.linkage.flat(),
    6,
  );
  expect(order).toEqual(reference.leaves);
  expect(partition(cutHierarchy(merges, courses.rows, 3))).toEqual(partition(reference.cut));
});

test("one neuron, or none, is a tree without branches", () => {
  expect(averageLinkage(Float64Array.of(0), 1)).toEqual({ merges: [], order: [0] });
  expect(averageLinkage(new Float64Array(0), 0)).toEqual({ merges: [], order: [] });
});

test("spectral clustering equals scipy's eigenvalues of the normalised Laplacian and its k-means, and finds the three groups", () => {
  const found = spectralClusters(courses, { sigma: null, clusters: null, seed: 1 });
  expect(found.sigma).toBeCloseTo(reference.spectral.sigma, 5);
  closeTo(found.eigenvalues, reference.spectral.eigenvalues.slice(0, found.eigenvalues.length), 6);
  expect(found.byGap).toBe(reference.spectral.byGap);
  expect(partition(found.labels)).toEqual(partition(reference.spectral.labels));
  expect(partition(found.labels)).toEqual(partition(reference.group));
  expect(spectralClusters(courses, { sigma: null, clusters: null, seed: 9 })).toEqual(found);
});

test("a number of clusters that is given is made; neurons that never vary belong to none", () => {
  const flat: Rows = {
    ...courses,
    rows: courses.rows + 1,
    values: Float32Array.of(...courses.values, ...new Float32Array(courses.frames)),
  };
  const { labels, clusters } = spectralClusters(flat, { sigma: 1, clusters: 5, seed: 1 });
  expect(clusters).toBe(5);
  expect(new Set(labels.subarray(0, courses.rows)).size).toBe(5);
  expect(labels[courses.rows]).toBe(-1);
  expect(eigenGap(Float64Array.of(0, 0.1, 0.12, 0.9, 0.95), 4)).toBe(3);
});

test("principal components equal numpy's singular value decomposition", () => {
  const { scores, loadings, explained, count } = principalComponents(courses, 4);
  expect(count).toBe(4);
  closeTo(explained, reference.components.explained, 6);
  closeTo(scores, reference.components.scores.flat(), 4);
  closeTo(loadings, reference.components.loadings.flat(), 5);
  expect(principalComponents(rowsOf([1, 1, 1]), 3).count).toBe(0);
});

test("events begin, end and peak where scipy's labels of the thresholded trace do", () => {
  const events = detectEvents(courses, { enter: 1.4, leave: 0.5, least: 3 });
  expect(events.map(({ row, from, to, peak }) => [row, from, to, peak])).toEqual(
    reference.events.map((event: number[]) => event.slice(0, 4)),
  );
  closeTo(
    events.map(({ height }) => height),
    reference.events.map((event: number[]) => event[4]),
    4,
  );
});

test("onset is where a neuron first passes half of its highest rise; the unseen come last", () => {
  const nan = Number.NaN;
  const rows = rowsOf([0, 0, 0, 0, 1, 4, 8, 2, 0], [nan, nan, nan, nan, nan, nan, nan, nan, nan], [0, 7, 9, 6, 0, 0, 0, 0, 0]);
  expect([...onsetsOf(rows)]).toEqual([6, -1, 1]);
  expect(orderByOnset(rows)).toEqual([2, 0, 1]);
});

test("averages around moments equal numpy's interp, nanmean and scipy's sem, at uneven frame times", () => {
  const { aligned } = reference;
  const rows: Rows = {
    values: Float32Array.from(aligned.rows.flatMap((row: number) => [...rowOf(courses, row)])),
    rows: aligned.rows.length,
    frames: courses.frames,
  };
  const { before, after, step } = aligned;
  const found = alignedAverage(rows, Float64Array.from(aligned.time), aligned.onsets, { before, after, step, fromBaseline: true });
  closeTo(found.mean, aligned.mean.flat(), 5);
  closeTo(found.sem, aligned.sem.flat(), 5);
  expect([...found.count]).toEqual(aligned.count.flat());
});

test("a repeat beyond the movie is missing, and a window that is none is refused", () => {
  const time = Float64Array.of(0, 1, 2, 3);
  const options = { before: 1, after: 1, step: 1, fromBaseline: false };
  const found = alignedAverage(rowsOf([1, 2, 3, 4]), time, [1, 3, 9], options);
  expect([...found.mean]).toEqual([2, 3, 3]);
  expect([...found.count]).toEqual([2, 2, 1]);
  expect(found.sem[2]).toBeNaN();
  expect(() => alignedAverage(rowsOf([1, 2]), time, [1], { ...options, step: 0 })).toThrow("positive");
});
