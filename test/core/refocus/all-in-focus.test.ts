import { expect, test } from "vitest";
import { allInFocus } from "#core/refocus/all-in-focus";

const [planes, height, width] = [9, 48, 96];
/** Two spots that are sharp in planes 2 and 6, and blurred away from them. */
const spots = [
  { z: 2, y: 24, x: 24 },
  { z: 6, y: 24, x: 72 },
];
const stored = Float32Array.from({ length: planes * height * width }, (_, i) => {
  const [z, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
  return spots.reduce((total, spot) => {
    const spread = 4 + 3 * (z - spot.z) ** 2;
    return total + (400 / spread) * Math.exp(-((y - spot.y) ** 2 + (x - spot.x) ** 2) / (2 * spread));
  }, 0);
});
const stack = { stored, shape: [planes, height, width], scale: 2, offset: 5 } as const;
const at = (spot: { y: number; x: number }) => spot.y * width + spot.x;

test("each spot comes from its own sharpest plane", () => {
  const { image, plane } = allInFocus(stack);
  for (const spot of spots) {
    expect(Math.abs(plane[at(spot)]! - spot.z)).toBeLessThan(0.3);
    const sharpest = 2 * stored[spot.z * height * width + at(spot)]! + 5;
    expect(image[at(spot)]! / sharpest).toBeGreaterThan(0.9);
  }
});

test("beside a spot the sharp image is darker than the brightest along z, which gathers the blur", () => {
  const { image } = allInFocus(stack);
  const beside = at(spots[0]!) + 6;
  const brightest = Math.max(...Array.from({ length: planes }, (_, z) => 2 * stored[z * height * width + beside]! + 5));
  expect(image[beside]!).toBeLessThan(0.6 * brightest);
});

test("an empty stack is taken from its middle, and one plane from itself", () => {
  expect(allInFocus({ ...stack, stored: new Float32Array(stored.length) }).plane[0]).toBe(4);
  const single = allInFocus({ ...stack, stored: stored.slice(0, height * width), shape: [1, height, width] });
  expect(single.image[at(spots[0]!)]).toBeCloseTo(2 * stored[at(spots[0]!)]! + 5, 3);
});
