import { expect, test } from "vitest";
import { turned, turnedShape, turns, unturned } from "#core/image/turn";

const shape = [2, 3] as const;
const image = Float32Array.of(1, 2, 3, 4, 5, 6);

test("a quarter turn and a mirror are these", () => {
  expect([...turned(image, shape, 0)]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...turned(image, shape, 1)]).toEqual([3, 6, 2, 5, 1, 4]);
  expect([...turned(image, shape, 2)]).toEqual([6, 5, 4, 3, 2, 1]);
  expect([...turned(image, shape, 4)]).toEqual([3, 2, 1, 6, 5, 4]);
});

test("all eight are different, and every pixel is known where it came from", () => {
  expect(new Set(turns.map((turn) => `${turnedShape(shape, turn).join()}:${turned(image, shape, turn).join()}`)).size).toBe(8);
  for (const turn of turns) {
    const [height, width] = turnedShape(shape, turn);
    const out = turned(image, shape, turn);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [v, u] = unturned(shape, turn, y, x);
        expect(out[y * width + x]).toBe(image[v * 3 + u]);
      }
    }
  }
});
