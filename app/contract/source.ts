import type { Triple } from "#contract/geometry";
import type { RecordingInfo } from "#contract/recording";
import type { Frame, Volume } from "#contract/volume";

/** A recording being read, whatever its format. One frame in memory at a time. */
export interface FrameSource {
  readonly info: RecordingInfo;
  /**
   * One plane. The array may be reused by the next read: copy it to keep it.
   *
   * @throws Failure "truncated" | "unreadable" with path and frame
   */
  read(t: number, c: number, z: number): Promise<Frame>;
  close(): Promise<void>;
}

/** A movie of stacks: refocused, scanned, or (one plane deep) a 2-D movie itself. */
export interface VolumeSource {
  /** Number of frames. */
  readonly frames: number;
  readonly channels: number;
  /** Voxels [z, y, x]. */
  readonly shape: Triple;
  /** µm [z, y, x]. */
  readonly voxel: Triple;
  /** µm [z, y, x], centre of the first voxel. */
  readonly origin: Triple;
  /** What made the voxels, where a network did; null for measured ones. */
  readonly virtual: string | null;
  /**
   * One stack, in the movie's grey levels above background. The array may be reused by the next read.
   *
   * @throws Failure "not-ready" where the frame has not been made yet
   */
  read(t: number, c: number): Promise<Volume>;
  close(): Promise<void>;
}

/** How far long work has come: frames (or other units) done of all. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is being done, for people. */
  readonly message: string;
}
