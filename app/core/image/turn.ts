import type { Pair } from "#contract/geometry";

/** The eight ways a picture can lie: quarter turns 0..3, and the same mirrored, 4..7. */
export const turns = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export type Turn = (typeof turns)[number];

/** Pixels of a turned picture, [y, x]. */
export function turnedShape([height, width]: Pair, turn: Turn): Pair {
  return turn % 2 === 0 ? [height, width] : [width, height];
}

/** Where a pixel of the turned picture lies in the picture it was made of. */
export function unturned([height, width]: Pair, turn: Turn, y: number, x: number): Pair {
  const [h, w] = [height - 1, width - 1];
  const [v, u] = [[y, x] as const, [x, w - y] as const, [h - y, w - x] as const, [h - x, y] as const][turn % 4]!;
  return turn < 4 ? [v, u] : [v, w - u];
}

/** A picture [y, x] turned. */
export function turned(image: Float32Array, shape: Pair, turn: Turn): Float32Array {
  const [height, width] = turnedShape(shape, turn);
  const out = new Float32Array(image.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [v, u] = unturned(shape, turn, y, x);
      out[i] = image[v * shape[1] + u]!;
    }
  }
  return out;
}
