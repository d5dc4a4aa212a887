import { expect, test } from "vitest";
import { matchPoints } from "#core/link/match-points";
import { pairIdentity } from "#core/score/identity";
import { normal, seeded } from "#test/make/nuclei";
import { annotatedFrames } from "#test/make/targettrack";

function cloud(count: number, seed: number): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length: 3 * count }, (_, i) => random() * [15, 30, 80][i % 3]!);
}

test("a set turned by 0.2 rad, shifted and jittered is matched to itself", () => {
  const reference = cloud(80, 1);
  const random = seeded(2);
  const target = reference.slice();
  for (let i = 0; i < 80; i++) {
    const [z, y, x] = [reference[3 * i]!, reference[3 * i + 1]!, reference[3 * i + 2]!];
    target[3 * i] = z + 1 + 0.2 * normal(random);
    target[3 * i + 1] = Math.cos(0.2) * y + Math.sin(0.2) * x - 4 + 0.2 * normal(random);
    target[3 * i + 2] = Math.cos(0.2) * x - Math.sin(0.2) * y + 6 + 0.2 * normal(random);
  }
  const pairs = matchPoints(reference, target);
  const right = pairs.reference.filter((i, row) => pairs.target[row] === i).length;
  expect(right).toBeGreaterThanOrEqual(78);
  expect(Math.min(...pairs.confidence)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...pairs.confidence)).toBeLessThanOrEqual(1);
});

test("a set that lies the other way round is matched where turns are tried", () => {
  const reference = cloud(60, 4);
  const target = reference.map((value, i) => (i % 3 === 0 ? value : 100 - value));
  const pairs = matchPoints(reference, target, { reach: null, turns: 4 });
  expect(pairs.reference.filter((i, row) => pairs.target[row] === i)).toHaveLength(60);
});

test("one point is matched to one point, wherever it lies", () => {
  expect([...matchPoints(Float64Array.of(1, 2, 3), Float64Array.of(1, 8, 0)).target]).toEqual([0]);
});

test("points of one plane are matched as well, and nothing matches nothing", () => {
  const flat = cloud(40, 5).map((value, i) => (i % 3 === 0 ? 0 : value));
  const pairs = matchPoints(flat, flat);
  expect([...pairs.target]).toEqual([...pairs.reference]);
  expect(matchPoints(flat, new Float64Array(0)).reference).toHaveLength(0);
  expect(matchPoints(new Float64Array(0), flat).reference).toHaveLength(0);
});

test("real frames of a moving worm: at least 0.82 of the neurons are matched by hand-made truth, 0.55 by half-automatic", () => {
  const frames = annotatedFrames();
  const scores = { hand: [] as number[], half: [] as number[] };
  for (const [a, from] of frames) {
    for (const [b, to] of frames) {
      if (a === b) continue;
      const pairs = matchPoints(from.points, to.points);
      const match = new Int32Array(from.ids.length).fill(-1);
      pairs.reference.forEach((i, row) => {
        match[i] = pairs.target[row]!;
      });
      const { accuracy } = pairIdentity(match, from.ids, to.ids);
      (a.startsWith("gt") && b.startsWith("gt") ? scores.hand : scores.half).push(accuracy);
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  process.stdout.write(
    `targettrack pair identity: by hand ${mean(scores.hand).toFixed(3)} (${scores.hand.length} pairs), half-automatic ${mean(scores.half).toFixed(3)} (${scores.half.length} pairs)\n`,
  );
  expect(mean(scores.hand)).toBeGreaterThan(0.82);
  expect(mean(scores.half)).toBeGreaterThan(0.55);
});
