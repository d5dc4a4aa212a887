import { expect, test } from "vitest";
import { propagationMatrix } from "#core/refocus/propagation-matrix";

const range = { min: -10, max: 10 };

test("the target depth holds at the image centre and follows the slope", () => {
  const target = { depth: 1, slope: [0, 0.5] } as const;
  expect(propagationMatrix([1, 3], [1, 0.5], target, range)).toEqual(Float32Array.of(0.75, 1, 1.25));
});

test("a target that leaves the trained range is refused with the range", () => {
  expect(() => propagationMatrix([1, 3], [1, 1], { depth: 10, slope: [0, 0.5] }, range)).toThrow(
    "outside what the model was trained on, -10 to 10 µm",
  );
});
