import type { Pair } from "#contract/geometry";

/** Twelve round spots on a level ground, moved by (dy, dx) px; test/reference/preprocess/reference.py draws the same. */
export function softSpots([height, width]: Pair, dy = 0, dx = 0, ground = 100): Float32Array {
  const image = new Float32Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let light = ground;
      for (let n = 0; n < 12; n++) {
        const cy = height * (0.2 + (0.6 * ((n * 7) % 12)) / 12) + dy;
        const cx = width * (0.2 + (0.6 * ((n * 5) % 12)) / 12) + dx;
        light += (300 + 50 * n) * Math.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * (1.5 + 0.2 * (n % 4)) ** 2));
      }
      image[i] = light;
    }
  }
  return image;
}

/** The spots of `softSpots`, turned about the middle by so many radians and then moved: drawn where they come to lie, not warped. */
export function turnedSpots([height, width]: Pair, turn: number, dy = 0, dx = 0, ground = 100): Float32Array {
  const image = new Float32Array(height * width).fill(ground);
  const [my, mx] = [(height - 1) / 2, (width - 1) / 2];
  for (let n = 0; n < 12; n++) {
    const [y0, x0] = [height * (0.2 + (0.6 * ((n * 7) % 12)) / 12) - my, width * (0.2 + (0.6 * ((n * 5) % 12)) / 12) - mx];
    const cy = my + Math.cos(turn) * y0 + Math.sin(turn) * x0 + dy;
    const cx = mx - Math.sin(turn) * y0 + Math.cos(turn) * x0 + dx;
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++)
        image[i]! += (300 + 50 * n) * Math.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * (1.5 + 0.2 * (n % 4)) ** 2));
  }
  return image;
}
