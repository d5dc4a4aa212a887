import { expect, test } from "vitest";
import { Random } from "#core/optics/random";

test("a seed and a stream name fix every number", () => {
  const draw = (...stream: number[]) => {
    const random = new Random(7, ...stream);
    return [random.uniform(), random.normal(), random.poisson(3), random.poisson(300)];
  };
  expect(draw(1, 2)).toEqual(draw(1, 2));
  expect(draw(1, 2)).not.toEqual(draw(2, 1));
  expect(draw(1)).not.toEqual(draw(2));
});

test.each([0.3, 5, 11.9, 12.1, 40, 2000])("Poisson counts of mean %d have that mean and variance", (mean) => {
  const random = new Random(3, 1);
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const count = random.poisson(mean);
    sum += count;
    squares += count * count;
  }
  const average = sum / n;
  expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / n));
  expect((squares / n - average * average) / mean).toBeGreaterThan(0.96);
  expect((squares / n - average * average) / mean).toBeLessThan(1.04);
});

test("normal numbers have mean 0 and spread 1", () => {
  const random = new Random(5);
  const values = Array.from({ length: 40_000 }, () => random.normal());
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(values.reduce((a, b) => a + b * b, 0) / values.length).toBeCloseTo(1, 1);
});
