import type { Level, VolumeSpec } from "#io/volume/spec";

/** Voxels as a store keeps them. */
export type Stored = Uint16Array | Float32Array;

/**
 * Takes one chunk out of a stack and turns grey levels into stored values.
 *
 * @param stack [z, y, x], grey levels above background
 * @param into  receives the chunk [z, chunk y, chunk x]; beyond the frame it holds zero light
 * @returns     number of voxels that did not fit into 16 bits and were clipped
 */
export function packChunk(stack: Float32Array, level: Level, row: number, column: number, spec: VolumeSpec, into: Stored): number {
  const [depth, height, width] = level.shape;
  const [, chunkHeight, chunkWidth] = level.chunk;
  const y0 = row * chunkHeight;
  const x0 = column * chunkWidth;
  const rows = Math.min(chunkHeight, height - y0);
  const columns = Math.min(chunkWidth, width - x0);
  const zero = Math.round(-spec.offset / spec.scale);
  if (rows < chunkHeight || columns < chunkWidth) into.fill(zero);
  const factor = 1 / spec.scale;
  const shift = 0.5 - spec.offset * factor;
  let clipped = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const from = (z * height + y0 + y) * width + x0;
      const to = (z * chunkHeight + y) * chunkWidth;
      if (into instanceof Float32Array) {
        into.set(stack.subarray(from, from + columns), to);
        continue;
      }
      for (let x = 0; x < columns; x++) {
        let level16 = (stack[from + x] as number) * factor + shift;
        if (level16 < 0) {
          level16 = 0;
          clipped++;
        } else if (level16 >= 65536) {
          level16 = 65535;
          clipped++;
        }
        into[to + x] = level16;
      }
    }
  }
  return clipped;
}

/**
 * Puts one chunk back into a stack.
 *
 * @param chunk [z, chunk y, chunk x], stored values
 * @param into  the stack [z, y, x]: grey levels where it holds floats, stored values where it holds 16 bits
 */
export function unpackChunk(chunk: Stored, level: Level, row: number, column: number, spec: VolumeSpec, into: Stored): void {
  const [depth, height, width] = level.shape;
  const [, chunkHeight, chunkWidth] = level.chunk;
  const y0 = row * chunkHeight;
  const x0 = column * chunkWidth;
  const rows = Math.min(chunkHeight, height - y0);
  const columns = Math.min(chunkWidth, width - x0);
  const convert = chunk instanceof Uint16Array && into instanceof Float32Array;
  const { scale, offset } = spec;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const from = (z * chunkHeight + y) * chunkWidth;
      const to = (z * height + y0 + y) * width + x0;
      if (convert) for (let x = 0; x < columns; x++) into[to + x] = (chunk[from + x] as number) * scale + offset;
      else into.set(chunk.subarray(from, from + columns), to);
    }
  }
}

/** Halves a stack along y and x: the mean of up to 2×2 voxels. */
export function halve(stack: Float32Array, from: Level["shape"], to: Level["shape"]): Float32Array {
  const [depth, height, width] = from;
  const [, rows, columns] = to;
  const small = new Float32Array(depth * rows * columns);
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const above = (z * height + 2 * y) * width;
      const below = 2 * y + 1 < height ? above + width : above;
      for (let x = 0; x < columns; x++, i++) {
        const left = 2 * x;
        const right = left + 1 < width ? left + 1 : left;
        small[i] =
          ((stack[above + left] as number) +
            (stack[above + right] as number) +
            (stack[below + left] as number) +
            (stack[below + right] as number)) /
          4;
      }
    }
  }
  return small;
}
