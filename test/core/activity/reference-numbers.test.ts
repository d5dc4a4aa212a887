import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bleachingGain } from "#core/activity/bleaching";
import { deconvolve, noiseOf, oasis } from "#core/activity/deconvolve";
import { dftOf } from "#core/activity/dft";
import { fillMissing } from "#core/activity/fill-missing";
import { lowPass } from "#core/activity/low-pass";
import { regressReference } from "#core/activity/regress-reference";
import { robustLine } from "#core/activity/robust-line";
import { tmac } from "#core/activity/tmac";
import { zscore } from "#core/activity/z-score";
import { pearson } from "#core/score/traces";
import { normal, seeded } from "#test/make/nuclei";

const reference = JSON.parse(readFileSync(new URL("../../reference/activity.json", import.meta.url), "utf8"));
const missing = (values: readonly (number | null)[]): Float32Array => Float32Array.from(values, (value) => value ?? Number.NaN);
/** Greatest difference between two series of one length. */
function apart(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  return Math.max(...Array.from(found, (value, i) => Math.abs(value - wanted[i]!)));
}

test("the low-pass equals scipy's filtfilt of a second-order Butterworth, ends included", () => {
  for (const { cutoff, values } of reference.lowPass.cases)
    expect(apart(lowPass(Float32Array.from(reference.lowPass.x), cutoff), values)).toBeLessThan(5e-5);
});

test("the low-pass leaves missing values missing and filters each run by itself", () => {
  const x = Float32Array.from(reference.lowPass.x);
  const cut = x.map((value, t) => (t === 30 ? Number.NaN : value));
  const smooth = lowPass(cut, 0.2);
  expect(smooth[30]).toBeNaN();
  expect(apart(smooth.subarray(0, 30), lowPass(x.slice(0, 30), 0.2))).toBeLessThan(5e-7);
  expect([...lowPass(Float32Array.of(Number.NaN, 3, Number.NaN), 0.2)]).toEqual([Number.NaN, 3, Number.NaN]);
});

test("a double exponential comes out as scipy's curve_fit finds it, to half a per cent", () => {
  const { time, course, gain } = reference.doubleExponential;
  const found = bleachingGain(Float32Array.from(course), 1, Float64Array.from(time), "double-exponential");
  found.forEach((value, t) => expect(Math.abs(value / gain[t] - 1)).toBeLessThan(0.005));
});

test("a double exponential is found in spite of transients; one exponential leaves a tenth of it", () => {
  const random = seeded(5);
  const frames = 200;
  const clock = Float64Array.from({ length: frames }, (_, t) => t);
  const fading = (t: number) => 0.4 * Math.exp(-t / 8) + 0.6 * Math.exp(-t / 300);
  const f = Float32Array.from({ length: 30 * frames }, (_, i) => {
    const [n, t] = [Math.floor(i / frames), i % frames];
    return (n % 3 === 0 && t > 50 + n && t < 80 + n ? 200 : 100) * fading(t) * (1 + 0.02 * normal(random));
  });
  const off = (model: "exponential" | "double-exponential") =>
    Math.max(...Array.from(bleachingGain(f, 30, clock, model), (gain, t) => Math.abs((gain * fading(t)) / fading(0) - 1)));
  expect(off("double-exponential")).toBeLessThan(0.03);
  expect(off("exponential")).toBeGreaterThan(0.1);
});

test("the robust line equals numpy's reweighted least squares, outliers aside", () => {
  const { x, y, slope, start } = reference.robustLine;
  const line = robustLine(x, y);
  expect(line.slope).toBeCloseTo(slope, 6);
  expect(line.start).toBeCloseTo(start, 4);
  expect(robustLine([2, 2, 2], [1, 2, 3]).slope).toBe(0);
});

test("regression on red takes out what runs with red, and adds nothing where red runs against it", () => {
  const red = Float32Array.from({ length: 50 }, (_, t) => 100 + 10 * Math.sin(t));
  const moved = red.map((value) => 0.5 * value + 20);
  const still = regressReference(moved, red);
  still.forEach((value) => expect(value).toBeCloseTo(still[0]!, 3));
  const against = red.map((value) => 200 - value);
  expect(apart(regressReference(against, red), against)).toBeLessThan(5e-5);
  expect(
    regressReference(
      moved,
      red.map((value, t) => (t === 3 ? Number.NaN : value)),
    )[3],
  ).toBeNaN();
});

test("OASIS finds the same trace as scipy's non-negative least squares, with and without a penalty", () => {
  const { keep, y, cases } = reference.deconvolution;
  for (const { penalty, model } of cases) expect(apart(oasis(Float64Array.from(y), keep, penalty), model)).toBeLessThan(5e-7);
});

test("deconvolution puts events where they were and nothing where there is noise alone", () => {
  const random = seeded(2);
  const keep = Math.exp(-1 / 5);
  let level = 0;
  const clean = Float32Array.from({ length: 200 }, (_, t) => (level = level * keep + (t === 40 || t === 120 ? 3 : 0)));
  const noisy = clean.map((value) => value + 0.1 * normal(random));
  expect(noiseOf(noisy)).toBeCloseTo(0.1, 1);
  const { events } = deconvolve(noisy, 5);
  const strongest = [...events.keys()].sort((a, b) => events[b]! - events[a]!).slice(0, 2);
  expect(strongest.sort((a, b) => a - b)).toEqual([40, 120]);
  expect(events[40]).toBeGreaterThan(2.5);
  expect(events.filter((value, t) => value > 0.3 && t !== 40 && t !== 120).length).toBe(0);
  expect(deconvolve(Float32Array.of(1, Number.NaN, 1), 5).events[1]).toBeNaN();
});

test("the transform of any length equals numpy's, and comes back", () => {
  const { x, re, im } = reference.dft;
  const a = Float64Array.from(x);
  const b = new Float64Array(x.length);
  const transform = dftOf(x.length);
  transform.forward(a, b);
  expect(apart(a, re)).toBeLessThan(5e-10);
  expect(apart(b, im)).toBeLessThan(5e-10);
  transform.inverse(a, b);
  expect(apart(a, x)).toBeLessThan(5e-10);
});

test("TMAC reaches the likelihood that scipy reaches, and the same activity to 1 %", () => {
  const { red, green, cost, f, activity } = reference.tmac;
  const found = tmac(Float32Array.from(green), Float32Array.from(red))!;
  expect(found.cost).toBeLessThan(cost + 0.01);
  expect(
    apart(
      found.f.map((value) => value / 120),
      f.map((value: number) => value / 120),
    ),
  ).toBeLessThan(5e-3);
  const plain = pearson(green, activity);
  expect(pearson(Array.from(found.f), activity)).toBeGreaterThan(plain + 0.05);
});

test("TMAC leaves missing frames missing, and says nothing of too few", () => {
  const green = Float32Array.from(reference.tmac.green, (value: number, t) => (t === 20 ? Number.NaN : value));
  const red = Float32Array.from(reference.tmac.red);
  const found = tmac(green, red)!;
  expect(found.f[20]).toBeNaN();
  expect(found.f.filter((value) => Number.isNaN(value)).length).toBe(1);
  expect(tmac(green.slice(0, 10), red.slice(0, 10))).toBeNull();
});

test("z-scores equal scipy's, missing values left out; a constant has none", () => {
  const z = zscore(missing(reference.zscore.x));
  reference.zscore.z.forEach((value: number | null, t: number) =>
    value === null ? expect(z[t]).toBeNaN() : expect(z[t]).toBeCloseTo(value, 5),
  );
  expect(zscore(Float32Array.of(2, 2))[0]).toBeNaN();
});

test("gaps up to the longest allowed are bridged by a line and marked; longer ones and the ends stay missing", () => {
  const nan = Number.NaN;
  const { values, filled } = fillMissing(Float32Array.of(nan, 1, nan, nan, 4, nan, nan, nan, 8, nan), 2);
  expect([...values]).toEqual([nan, 1, 2, 3, 4, nan, nan, nan, 8, nan]);
  expect([...filled]).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
});
