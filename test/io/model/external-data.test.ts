import { expect, test } from "vitest";
import { deepZGraph } from "#io/model/deep-z-graph";
import { hasExternalData } from "#io/model/external-data";
import { writeOnnx } from "#io/model/onnx-write";
import { createNetwork } from "#io/model/session";
import { tinyCoefficientGraph } from "#test/make/tiny-model";

/** A protobuf field of bytes. */
function field(number: number, body: Uint8Array): Uint8Array {
  return Uint8Array.of(number * 8 + 2, body.length, ...body);
}

test("weights inside the file pass, weights in another file are found", () => {
  expect(hasExternalData(writeOnnx(tinyCoefficientGraph()))).toBe(false);
  const entry = field(1, new TextEncoder().encode("location"));
  const initializer = field(7, field(5, field(13, entry)));
  const inConstant = field(7, field(1, field(5, field(5, Uint8Array.of(14 * 8, 1)))));
  expect(hasExternalData(initializer)).toBe(true);
  expect(hasExternalData(inConstant)).toBe(true);
  expect(hasExternalData(field(7, field(1, field(1, entry))))).toBe(false);
});

test("bytes that are no ONNX file are told", () => {
  expect(() => hasExternalData(new TextEncoder().encode("<html>nothing</html>"))).toThrow();
});

test("the generator of Deep-Z has its 77.8 million parameters and runs on multiples of 32", async () => {
  const graph = deepZGraph(1);
  const count = graph.weights.reduce((sum, weight) => sum + (weight.data instanceof Float32Array ? weight.data.length : 0), 0);
  expect(count).toBe(77_802_908);
  const network = await createNetwork(writeOnnx(graph), 1);
  const plane = await network.run(new Float32Array(2 * 32 * 32).fill(0.5), [2, 32, 32], [1, 32, 32]);
  expect(plane.every(Number.isFinite)).toBe(true);
  await network.close();
});
