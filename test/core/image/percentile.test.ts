import { expect, test } from "vitest";
import { median, percentile, percentiles } from "#core/image/percentile";
import { triangleThreshold } from "#core/image/triangle-threshold";
import reference from "../../reference/image/image.json" with { type: "json" };

const arrays = { uint16: Uint16Array, uint8: Uint8Array, int16: Int16Array, float32: Float32Array } as const;

for (const one of reference.cases) {
  const values = arrays[one.dtype as keyof typeof arrays].from(one.values);
  test(`percentiles of ${one.name} are those of numpy`, () => {
    percentiles(values, one.ranks).forEach((value, i) => expect(value).toBeCloseTo(one.percentiles[i] as number, 4));
  });
  test(`the Triangle threshold of ${one.name} is that of scikit-image`, () => {
    expect(triangleThreshold(values)).toBeCloseTo(one.triangle, 3);
  });
}

test("the median of an even count is the mean of the two middle values", () => {
  expect(median(Uint8Array.of(9, 1, 4, 2))).toBe(3);
  expect(percentile(Float64Array.of(1, 2), 25)).toBe(1.25);
});

test("a constant image has its level as threshold", () => {
  expect(triangleThreshold(Uint16Array.of(7, 7, 7))).toBe(7);
});

test("no values have no percentile and no threshold", () => {
  expect(() => percentile(new Uint8Array(0), 50)).toThrow("no values");
  expect(() => triangleThreshold(new Float32Array(0))).toThrow("no values");
});
