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

/**
 * Halves stored values along y and x, the mean of up to 2×2 voxels, into their place in the next level, which keeps
 * one plane in every `skip`. Chunks begin at even voxels, so that no mean needs two of them.
 *
 * @param from   stored values [z, stride rows, stride columns], of which the first rows and columns count
 * @param size   rows and columns that count
 * @param into   the next level [z, y, x]
 * @param corner where the first mean goes [y, x]
 */
export function halveStored(
  from: Stored,
  stride: readonly [number, number],
  size: readonly [number, number],
  into: Stored,
  level: Level,
  corner: readonly [number, number],
  skip: number,
): void {
  const [depth, height, width] = level.shape;
  const [rows, columns] = [Math.ceil(size[0] / 2), Math.ceil(size[1] / 2)];
  const whole = from instanceof Uint16Array;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const above = (z * skip * stride[0] + 2 * y) * stride[1];
      const below = 2 * y + 1 < size[0] ? above + stride[1] : above;
      let to = (z * height + corner[0] + y) * width + corner[1];
      for (let x = 0; x < columns; x++, to++) {
        const left = 2 * x;
        const right = left + 1 < size[1] ? left + 1 : left;
        const sum =
          (from[above + left] as number) +
          (from[above + right] as number) +
          (from[below + left] as number) +
          (from[below + right] as number);
        into[to] = whole ? (sum + 2) >> 2 : sum / 4;
      }
    }
  }
}

/** Takes one chunk out of a level of stored values; beyond the frame it holds `zero`. */
export function cutChunk(from: Stored, level: Level, row: number, column: number, zero: number, into: Stored): void {
  const [depth, height, width] = level.shape;
  const [, chunkHeight, chunkWidth] = level.chunk;
  const rows = Math.min(chunkHeight, height - row * chunkHeight);
  const columns = Math.min(chunkWidth, width - column * chunkWidth);
  if (rows < chunkHeight || columns < chunkWidth) into.fill(zero);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const at = (z * height + row * chunkHeight + y) * width + column * chunkWidth;
      into.set(from.subarray(at, at + columns), (z * chunkHeight + y) * chunkWidth);
    }
  }
}
