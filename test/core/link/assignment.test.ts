import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { assign } from "#core/link/assignment";

interface Case {
  readonly rows: number;
  readonly columns: number;
  readonly alone: number | null;
  readonly cost: number[];
  readonly total: number;
}

const cases: Case[] = JSON.parse(readFileSync(new URL("../../reference/tracking.json", import.meta.url), "utf8")).assignment;

test.each(cases)(
  "$rows rows to $columns columns cost what scipy's linear_sum_assignment costs (alone: $alone)",
  ({ rows, columns, alone, cost, total }) => {
    const pairs = assign(Float64Array.from(cost), rows, columns, alone ?? Number.POSITIVE_INFINITY);
    const taken = [...pairs].filter((column) => column >= 0);
    expect(new Set(taken).size).toBe(taken.length);
    let sum = 0;
    pairs.forEach((column, row) => {
      sum += column >= 0 ? cost[row * columns + column]! : (alone ?? 0);
    });
    expect(sum).toBeCloseTo(total, 9);
  },
);

test("a forbidden pair is never made, and a row with nothing allowed stays alone", () => {
  const never = Number.POSITIVE_INFINITY;
  expect([...assign(Float64Array.of(never, 1, never, never), 2, 2, never)]).toEqual([1, -1]);
});

test("no rows or no columns give no pairs", () => {
  expect([...assign(new Float64Array(0), 0, 3, 1)]).toEqual([]);
  expect([...assign(new Float64Array(0), 2, 0, 1)]).toEqual([-1, -1]);
});
