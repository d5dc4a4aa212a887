import * as z from "zod/mini";
import type { LengthUnit } from "#contract/recording";
import { channelRole } from "#contract/recording";

const triple = z.readonly(z.tuple([z.number(), z.number(), z.number()]));

/** How the voxels of a store are kept. */
export const storageTypes = ["uint16", "float32"] as const;
export type StorageType = (typeof storageTypes)[number];
export const compressions = ["zstd", "lz4", "none"] as const;
export type Compression = (typeof compressions)[number];

/** Everything that fixes the bytes of a store; it is written into the store and compared on resuming. */
export const volumeSpec = z.object({
  /** Frames of the store and the movie's frame that its first one is. */
  frames: z.int(),
  firstFrame: z.int(),
  channels: z.array(z.object({ name: z.string(), role: channelRole, window: z.readonly(z.tuple([z.number(), z.number()])) })),
  /** Voxels [z, y, x]. */
  shape: triple,
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
});
export type VolumeSpec = z.infer<typeof volumeSpec>;

const chunkEdge = 256;
/** Frames longer than this get smaller copies for readers that zoom. */
const largestOverview = 512;

/** One resolution of a store. */
export interface Level {
  /** Voxels [z, y, x]. */
  readonly shape: readonly [number, number, number];
  /** Voxels of a chunk [z, y, x]: all of z. */
  readonly chunk: readonly [number, number, number];
  /** Recorded pixels a pixel of this level covers, along y and x. */
  readonly shrink: number;
  readonly rows: number;
  readonly columns: number;
}

/** The full resolution and halved copies until the longer side is 512 or less. */
export function levelsOf(shape: VolumeSpec["shape"]): Level[] {
  const [depth, height, width] = shape;
  const levels: Level[] = [];
  for (let shrink = 1; ; shrink *= 2) {
    const y = Math.ceil(height / shrink);
    const x = Math.ceil(width / shrink);
    const chunk = [depth, Math.min(chunkEdge, y), Math.min(chunkEdge, x)] as const;
    levels.push({ shape: [depth, y, x], chunk, shrink, rows: Math.ceil(y / chunk[1]), columns: Math.ceil(x / chunk[2]) });
    if (Math.max(y, x) <= largestOverview) return levels;
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
