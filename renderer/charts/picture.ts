/** Pixels that a chart draws as an image: red, green, blue and opacity, 0..255, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Every pixel of a small picture as a block of several, for readers of files that would smooth it. */
export function enlarged({ width, height, rgba }: Picture, across: number, down: number): Picture {
  if (across === 1 && down === 1) return { width, height, rgba };
  const wide = width * across;
  const large = new Uint8ClampedArray(wide * height * down * 4);
  const [from, to] = [new Uint32Array(rgba.buffer), new Uint32Array(large.buffer)];
  for (let y = 0; y < height * down; y++) {
    const line = Math.floor(y / down) * width;
    for (let x = 0; x < wide; x++) to[y * wide + x] = from[line + Math.floor(x / across)] as number;
  }
  return { width: wide, height: height * down, rgba: large };
}
