import type { Stack } from "#renderer/viewers/volume-planes.ts";

/** A square piece of a plane around a point, grey levels [v, u]; NaN outside the stack. */
export interface Crop {
  readonly data: Float32Array;
  readonly size: number;
  /** µm a pixel. */
  readonly pitch: number;
}

/**
 * A square crop around a place: seen along the axis ("xy": the plane nearest in depth; "xz": depth down,
 * the row nearest in y).
 *
 * @param place µm [z, y, x], in the middle of the crop
 * @param half  half the side, µm
 */
export function cropAround(stack: Stack, view: "xy" | "xz", place: readonly [number, number, number], half: number): Crop {
  const pitch = Math.min(stack.voxel[1], stack.voxel[2]);
  const size = Math.min(96, Math.max(5, 2 * Math.round(half / pitch) + 1));
  const step = (2 * half) / (size - 1);
  const [planes, height, width] = stack.shape;
  const index = (axis: 0 | 1 | 2, at: number) => Math.round((at - stack.origin[axis]) / stack.voxel[axis]);
  const data = new Float32Array(size * size).fill(Number.NaN);
  for (let j = 0; j < size; j++) {
    const v = (j - (size - 1) / 2) * step;
    const iz = planes === 1 ? 0 : index(0, view === "xz" ? place[0] + v : place[0]);
    const iy = index(1, view === "xz" ? place[1] : place[1] + v);
    if (iz < 0 || iz >= planes || iy < 0 || iy >= height) continue;
    for (let i = 0; i < size; i++) {
      const ix = index(2, place[2] + (i - (size - 1) / 2) * step);
      if (ix >= 0 && ix < width)
        data[j * size + i] = (stack.stored[(iz * height + iy) * width + ix] as number) * stack.scale + stack.offset;
    }
  }
  return { data, size, pitch: step };
}

/** A crop as grey pixels, RGBA; what lies outside the stack is left clear. */
export function greyPixels({ data, size }: Crop, { min, max }: { readonly min: number; readonly max: number }): ImageData {
  const image = new ImageData(size, size);
  const span = max > min ? max - min : 1;
  data.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const grey = Math.max(0, Math.min(255, (255 * (value - min)) / span));
    image.data.set([grey, grey, grey, 255], i * 4);
  });
  return image;
}
