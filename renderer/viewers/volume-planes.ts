import { allInFocus } from "#core/refocus/all-in-focus";
import type { Plane } from "#renderer/viewers/plane.ts";

/** A stack as stored: value = stored × scale + offset; [z, y, x]. */
export interface Stack {
  readonly stored: Uint16Array | Float32Array;
  readonly shape: readonly [number, number, number];
  readonly scale: number;
  readonly offset: number;
  /** µm [z, y, x]. */
  readonly voxel: readonly [number, number, number];
  readonly origin: readonly [number, number, number];
}

type Placed = Pick<Plane, "width" | "height" | "pitch" | "origin">;

/** Index of the plane of a stack that lies nearest a depth, µm. */
export function nearestIndex(stack: Stack, axis: 0 | 1 | 2, place: number): number {
  const index = Math.round((place - stack.origin[axis]) / stack.voxel[axis]);
  return Math.min(Math.max(index, 0), stack.shape[axis] - 1);
}

/** The plane at index iz, [y, x]. */
export function sliceXY(stack: Stack, iz: number): Plane {
  const [, height, width] = stack.shape;
  const data = new Float32Array(height * width);
  const from = iz * height * width;
  for (let i = 0; i < data.length; i++) data[i] = (stack.stored[from + i] as number) * stack.scale + stack.offset;
  return { ...flat(stack), data, second: null, depth: null };
}

/** The plane at row iy, [z, x]. */
export function sliceXZ(stack: Stack, iy: number): Plane {
  const [depth, height, width] = stack.shape;
  const data = new Float32Array(depth * width);
  for (let z = 0, i = 0; z < depth; z++) {
    const from = (z * height + iy) * width;
    for (let x = 0; x < width; x++, i++) data[i] = (stack.stored[from + x] as number) * stack.scale + stack.offset;
  }
  const { voxel, origin } = stack;
  return { data, second: null, depth: null, width, height: depth, pitch: [voxel[0], voxel[2]], origin: [origin[0], origin[2]] };
}

/** The plane at column ix, [y, z]. */
export function sliceYZ(stack: Stack, ix: number): Plane {
  const [depth, height, width] = stack.shape;
  const data = new Float32Array(height * depth);
  for (let y = 0, i = 0; y < height; y++) {
    for (let z = 0; z < depth; z++, i++) data[i] = (stack.stored[(z * height + y) * width + ix] as number) * stack.scale + stack.offset;
  }
  const { voxel, origin } = stack;
  return { data, second: null, depth: null, width: depth, height, pitch: [voxel[1], voxel[0]], origin: [origin[1], origin[0]] };
}

/** The brightest voxel along z, [y, x]. */
export function maximumProjection(stack: Stack): Plane {
  return { ...flat(stack), data: brightest(stack, null), second: null, depth: null };
}

/** The mean along z, [y, x]. */
export function meanProjection(stack: Stack): Plane {
  const [planes, height, width] = stack.shape;
  const { stored, scale, offset } = stack;
  const count = height * width;
  const data = new Float32Array(count);
  for (let z = 0, at = 0; z < planes; z++) for (let i = 0; i < count; i++, at++) data[i] = (data[i] as number) + (stored[at] as number);
  for (let i = 0; i < count; i++) data[i] = ((data[i] as number) / planes) * scale + offset;
  return { ...flat(stack), data, second: null, depth: null };
}

const focused = new WeakMap<Stack["stored"], ReturnType<typeof allInFocus>>();

/** The sharpest plane around each pixel, [y, x]; with `relief` how deep it lies too: 0 at the first plane, 1 at the last. */
export function sharpProjection(stack: Stack, relief: boolean): Plane {
  const made = focused.get(stack.stored) ?? allInFocus(stack);
  focused.set(stack.stored, made);
  const last = Math.max(stack.shape[0] - 1, 1);
  return { ...flat(stack), data: made.image, second: null, depth: relief ? made.plane.map((z) => z / last) : null };
}

/** The brightest voxel along z, and how deep it lies: 0 at the first plane, 1 at the last. */
export function depthProjection(stack: Stack): Plane {
  const [, height, width] = stack.shape;
  const depth = new Float32Array(height * width);
  return { ...flat(stack), data: brightest(stack, depth), second: null, depth };
}

function brightest(stack: Stack, depth: Float32Array | null): Float32Array {
  const [planes, height, width] = stack.shape;
  const { stored, scale, offset } = stack;
  const count = height * width;
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = stored[i] as number;
  for (let z = 1, at = count; z < planes; z++) {
    const place = z / (planes - 1);
    for (let i = 0; i < count; i++, at++) {
      const value = stored[at] as number;
      if (value > (data[i] as number)) {
        data[i] = value;
        if (depth) depth[i] = place;
      }
    }
  }
  for (let i = 0; i < count; i++) data[i] = (data[i] as number) * scale + offset;
  return data;
}

function flat(stack: Stack): Placed {
  const [, height, width] = stack.shape;
  const { voxel, origin } = stack;
  return { width, height, pitch: [voxel[1], voxel[2]], origin: [origin[1], origin[2]] };
}
