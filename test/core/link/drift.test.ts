import { expect, test } from "vitest";
import { driftOnto } from "#core/link/drift";
import { seeded } from "#test/make/nuclei";

/** A set, and the same set bent smoothly by up to 2 µm. */
function bent(count: number): { readonly reference: Float64Array; readonly target: Float64Array } {
  const random = seeded(8);
  const reference = Float64Array.from({ length: 3 * count }, (_, i) => random() * [15, 30, 80][i % 3]!);
  const target = reference.map((value, i) => (i % 3 === 1 ? value + 2 * Math.sin(reference[i + 1]! / 20) : value));
  return { reference, target };
}

test("a smoothly bent set is laid over its target", () => {
  const { reference, target } = bent(100);
  const moved = driftOnto(reference, target, reference);
  const away = moved.map((value, i) => Math.abs(value - target[i]!));
  expect(Math.max(...away)).toBeLessThan(0.2);
});

test("a set that lies on its target stays there", () => {
  const { reference } = bent(60);
  const moved = driftOnto(reference, reference, reference);
  expect(Math.max(...moved.map((value, i) => Math.abs(value - reference[i]!)))).toBeLessThan(1e-3);
});
