import * as z from "zod/mini";
import type { LengthUnit } from "#contract/recording";
import { channelRole } from "#contract/recording";

const triple = z.readonly(z.tuple([z.number(), z.number(), z.number()]));
/** Bounds that any store keeps; a damaged or hostile one is refused before anything is sized by it. */
const length = z.int().check(z.minimum(1), z.maximum(65536));
const mostVoxels = 2 ** 31;

/** How the voxels of a store are kept. */
export const storageTypes = ["uint16", "float32"] as const;
export type StorageType = (typeof storageTypes)[number];
export const compressions = ["zstd", "lz4", "none"] as const;
export type Compression = (typeof compressions)[number];

/** Everything that fixes the bytes of a store; it is written into the store and compared on resuming. */
export const volumeSpec = z.object({
  /** Frames of the store and the movie's frame that its first one is. */
  frames: z.int().check(z.minimum(1), z.maximum(1e7)),
  firstFrame: z.int().check(z.minimum(0)),
  channels: z
    .array(z.object({ name: z.string(), role: channelRole, window: z.readonly(z.tuple([z.number(), z.number()])) }))
    .check(z.minLength(1), z.maxLength(64)),
  /** Voxels [z, y, x]. */
  shape: z.readonly(z.tuple([length, length, length])).check(z.refine(([z_, y, x]) => z_ * y * x <= mostVoxels)),
  /** µm (or px) [z, y, x]. */
  voxel: triple,
  origin: triple,
  unit: z.enum(["µm", "px"]),
  /** s between frames; null where unknown. */
  interval: z.nullable(z.number()),
  dtype: z.enum(storageTypes),
  /** Grey level above background = stored × scale + offset. */
  scale: z.number(),
  offset: z.number(),
  compression: z.enum(compressions),
  /** What made the voxels; null for measured ones. */
  virtual: z.nullable(z.object({ model: z.string(), modelHash: z.string(), parameters: z.record(z.string(), z.any()) })),
  /** Resolutions kept; stores of the first version have as many as frames longer than 512 pixels needed. */
  levels: z.optional(z.int().check(z.minimum(1), z.maximum(16))),
});
export type VolumeSpec = z.infer<typeof volumeSpec>;

const chunkEdge = 256;
/** Frames are halved for readers that zoom until their longer side is no longer than this, */
const smallestOverview = 256;
/** but no oftener than this. */
const mostLevels = 4;
const largestOverview = 512;

/** One resolution of a store. */
export interface Level {
  /** Voxels [z, y, x]. */
  readonly shape: readonly [number, number, number];
  /** Voxels of a chunk [z, y, x]: all of z. */
  readonly chunk: readonly [number, number, number];
  /** Recorded pixels a pixel of this level covers, along y and x. */
  readonly shrink: number;
  /** Which planes this level keeps: every one, every second, every fourth … */
  readonly skip: number;
  readonly rows: number;
  readonly columns: number;
}

/** How many resolutions a new store of frames [z, y, x] is given. */
export function levelCount([, height, width]: VolumeSpec["shape"]): number {
  let levels = 1;
  while (levels < mostLevels && Math.ceil(Math.max(height, width) / 2 ** (levels - 1)) > smallestOverview) levels++;
  return levels;
}

/** The full resolution and its halved copies: means along y and x, every second plane along z. Stores of the first version keep every plane. */
export function levelsOf({ shape, levels: count }: Pick<VolumeSpec, "shape" | "levels">): Level[] {
  const [depth, height, width] = shape;
  const levels: Level[] = [];
  for (let shrink = 1; ; shrink *= 2) {
    const y = Math.ceil(height / shrink);
    const x = Math.ceil(width / shrink);
    const skip = count === undefined ? 1 : shrink;
    const planes = Math.ceil(depth / skip);
    const chunk = [planes, Math.min(chunkEdge, y), Math.min(chunkEdge, x)] as const;
    levels.push({ shape: [planes, y, x], chunk, shrink, skip, rows: Math.ceil(y / chunk[1]), columns: Math.ceil(x / chunk[2]) });
    if (count === undefined ? Math.max(y, x) <= largestOverview : levels.length >= count) return levels;
  }
}

/** Storage for values between `lowest` and `highest`: one step of 16 bits for the whole movie, or floats as they are. */
export function storageOf(dtype: StorageType, lowest: number, highest: number): { dtype: StorageType; scale: number; offset: number } {
  if (dtype === "float32") return { dtype, scale: 1, offset: 0 };
  const scale = Number(((highest - lowest) / 65535).toPrecision(6));
  // The offset is a whole number of steps, so that zero is stored exactly.
  return { dtype, scale, offset: Math.round(lowest / scale) * scale };
}

/** How a length unit is written in OME metadata; none where pixels are counted. */
export function omeUnit(unit: LengthUnit): string | undefined {
  return unit === "µm" ? "micrometer" : undefined;
}
