import { expect, test } from "vitest";
import { speedFigure } from "#jobs/bench/speed-figure";

test("faster stands to the right, better stands higher, and what has no fidelity is a line", () => {
  const picture = speedFigure(
    [
      { name: "slow & good", speed: 0.1, gain: 9 },
      { name: "fast", speed: 10, gain: 5 },
      { name: "faithful", speed: 0.006, gain: null },
    ],
    3.6,
  );
  const [slow, fast] = [...picture.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(fast![0]).toBeGreaterThan(slow![0]);
  expect(fast![1]).toBeGreaterThan(slow![1]);
  expect(picture).toContain("slow &amp; good, 9.0 dB");
  expect(picture.match(/stroke-dasharray/g)).toHaveLength(2);
});
