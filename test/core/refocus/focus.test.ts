import { expect, test } from "vitest";
import { depthWeights } from "#core/refocus/depth-weights";
import { focusPlane, focusSurface, packEncoding, type Encoding } from "#core/refocus/focus";

const nodes = [-6, -4, -2, 0, 2, 4, 6];
/** Two pixels; coefficient k is k + 1 at the first, its square at the second. */
const encoding: Encoding = {
  stored: Float32Array.from(nodes.flatMap((_, k) => [k + 1, (k + 1) ** 2])),
  shape: [7, 1, 2],
  scale: 1,
  offset: 0,
};

test("a plane at a node is that coefficient, and between nodes a straight line stays one", () => {
  const out = new Float32Array(2);
  focusPlane(encoding, depthWeights([0], { nodes, mixing: null }), out);
  expect([...out]).toEqual([4, 16]);
  focusPlane(encoding, depthWeights([1], { nodes, mixing: null }), out);
  expect(out[0]).toBeCloseTo(4.5, 6);
});

test("a level surface is the plane at its depth; a slope takes each pixel from its own depth", () => {
  const [plane, surface] = [new Float32Array(2), new Float32Array(2)];
  for (const z of [-4, -1.5, 0, 0.5, 3.96875]) {
    focusPlane(encoding, depthWeights([z], { nodes, mixing: null }), plane);
    focusSurface(encoding, nodes, Float32Array.of(z, z), surface);
    expect([...surface]).toEqual([expect.closeTo(plane[0]!, 4), expect.closeTo(plane[1]!, 4)]);
  }
  focusSurface(encoding, nodes, Float32Array.of(-2, 2), surface);
  expect([...surface]).toEqual([3, 25]);
});

test("16-bit coefficients give the same planes within one part in 65,535 of their range", () => {
  const coefficients = Float32Array.from({ length: 14 }, (_, i) => Math.sin(i) * 500 - 20);
  const packed = packEncoding(coefficients, [7, 1, 2]);
  const [exact, close] = [new Float32Array(2), new Float32Array(2)];
  const weights = depthWeights([1.3], { nodes, mixing: null });
  focusPlane({ ...packed, stored: coefficients, scale: 1, offset: 0 }, weights, exact);
  focusPlane(packed, weights, close);
  for (let i = 0; i < 2; i++) expect(Math.abs(exact[i]! - close[i]!)).toBeLessThan((2 * 1000) / 65535);
});

test("a frame without light is packed too", () => {
  expect(packEncoding(new Float32Array(2), [1, 1, 2])).toMatchObject({ offset: 0, stored: Uint16Array.of(0, 0) });
});
