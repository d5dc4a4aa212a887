import type { Levels } from "#renderer/viewers/plane.ts";
import type { Point } from "#renderer/viewers/space/orbit.ts";
import type { Stack } from "#renderer/viewers/volume-planes.ts";

/** A stack made ready to be drawn in space: 1 (black) to 255 (white), bytes [z, y, x]; 0 stands for no voxel. */
export interface SpaceStack {
  readonly bytes: Uint8Array;
  /** A second channel of the same shape, shown magenta over green; null for one channel. */
  readonly second: Uint8Array | null;
  readonly shape: Point;
  /** µm a voxel. */
  readonly voxel: Point;
  /** Centre of the first voxel, µm. */
  readonly origin: Point;
}

export type Shading = "maximum" | "surface";

/** A part of a side, 0..1 from its first voxel to its last. */
export type Part = readonly [number, number];

/** How a stack in space becomes a picture. */
export interface SpaceLook {
  /** The brightest voxel on each line of sight, or the first one above a level, lit from the front. */
  readonly shading: Shading;
  /** Brightness at which the surface lies, 0 black to 1 white. */
  readonly level: number;
  readonly gamma: number;
  readonly secondGamma: number;
  /** 256 RGBA entries; see `colourTable`. */
  readonly table: Uint8Array;
  readonly smooth: boolean;
  /** What is left in of z, y and x. */
  readonly clip: readonly [Part, Part, Part];
  /** Only what lies this near a place along the line of sight is drawn, µm; null draws all. */
  readonly slab: { readonly thickness: number; readonly place: Point } | null;
}

/** Grey levels of one or two channels to bytes, one scale for the whole stack. */
export function spaceStack(stack: Stack, levels: Levels, second?: Stack, secondLevels?: Levels): SpaceStack {
  const { shape, voxel, origin } = stack;
  return {
    bytes: bytesOf(stack, levels),
    second: second && secondLevels ? bytesOf(second, secondLevels) : null,
    shape,
    voxel,
    origin,
  };
}

function bytesOf({ stored, scale, offset }: Stack, { min, max }: Levels): Uint8Array {
  const bytes = new Uint8Array(stored.length);
  const factor = (255 * scale) / (max - min);
  const shift = (255 * (offset - min)) / (max - min) + 0.5;
  for (let i = 0; i < bytes.length; i++) {
    const value = (stored[i] as number) * factor + shift;
    bytes[i] = value > 255 ? 255 : value > 1 ? value : 1;
  }
  return bytes;
}

/** Half as many voxels in y and x, each the brightest of four: what is drawn while the view moves. */
export function halved(stack: SpaceStack): SpaceStack {
  const [planes, height, width] = stack.shape;
  const shape = [planes, Math.max(1, height >> 1), Math.max(1, width >> 1)] as const;
  const of = (bytes: Uint8Array): Uint8Array => {
    const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
    const next = height > 1 ? width : 0;
    const beside = width > 1 ? 1 : 0;
    for (let z = 0, i = 0; z < planes; z++) {
      for (let y = 0; y < shape[1]; y++) {
        let at = (z * height + 2 * y) * width;
        for (let x = 0; x < shape[2]; x++, i++, at += 2) {
          const a = Math.max(bytes[at] as number, bytes[at + beside] as number);
          const b = Math.max(bytes[at + next] as number, bytes[at + next + beside] as number);
          out[i] = a > b ? a : b;
        }
      }
    }
    return out;
  };
  const [vz, vy, vx] = stack.voxel;
  const [oz, oy, ox] = stack.origin;
  return {
    bytes: of(stack.bytes),
    second: stack.second && of(stack.second),
    shape,
    voxel: [vz, height > 1 ? 2 * vy : vy, width > 1 ? 2 * vx : vx],
    origin: [oz, height > 1 ? oy + vy / 2 : oy, width > 1 ? ox + vx / 2 : ox],
  };
}

/** Edges of the part of a stack that is drawn, µm. */
export function boxOf({ shape, voxel, origin }: SpaceStack, clip: SpaceLook["clip"]): { readonly low: Point; readonly high: Point } {
  const edge = (end: 0 | 1) => [0, 1, 2].map((i) => origin[i]! + (clip[i]![end] * shape[i]! - 0.5) * voxel[i]!) as [number, number, number];
  return { low: edge(0), high: edge(1) };
}

export const unclipped: SpaceLook["clip"] = [
  [0, 1],
  [0, 1],
  [0, 1],
];
