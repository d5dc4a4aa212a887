import type { Pair, Triple } from "#contract/geometry";
import type { PixelType } from "#contract/recording";

export type Pixels = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** One plane as recorded: grey levels [y, x]. */
export interface Frame {
  readonly data: Pixels;
  readonly dtype: PixelType;
  readonly shape: Pair;
}

/** One plane of real numbers [y, x]. */
export interface Image {
  readonly data: Float32Array;
  readonly shape: Pair;
}

/** A stack of real numbers [z, y, x]; voxel (i, j, k) is centred at origin + index × voxel, µm. */
export interface Volume {
  readonly data: Float32Array;
  readonly shape: Triple;
  /** Voxel pitch, µm [z, y, x]. */
  readonly voxel: Triple;
  /** Centre of the first voxel, µm [z, y, x]; z from the recorded plane. */
  readonly origin: Triple;
}

/** Which nucleus each voxel of a stack belongs to, [z, y, x]; placed as a `Volume` is. */
export interface Labels {
  /** 0 for none, else 1 + the nucleus' row in the table that the labels were made from. */
  readonly data: Uint16Array;
  readonly shape: Triple;
  /** Voxel pitch, µm [z, y, x]. */
  readonly voxel: Triple;
  /** Centre of the first voxel, µm [z, y, x]. */
  readonly origin: Triple;
}

/** How a volume came to be, stored with it as the attribute `virtual`. */
export interface VirtualOrigin {
  readonly model: string;
  readonly modelHash: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One scale for a whole movie: image = (grey − background) / scale. */
export interface MovieScale {
  /** Median grey level of the movie's frames. */
  readonly background: number;
  /** Grey levels that become 1: the 99th percentile inside the Triangle-threshold mask. */
  readonly scale: number;
}
