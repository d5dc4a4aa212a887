import type { Triple } from "#contract/geometry";
import type { LengthUnit } from "#contract/recording";
import type { Series } from "#contract/series";
import type { TraceMatrix, TrackTable } from "#contract/table";

/** What coordinates count: the study's own lengths, µm, voxels, or parts of the image's side. */
export type ForeignUnit = "study" | "µm" | "voxel" | "fraction";

/** Positions that another program, or a table, holds. */
export interface ForeignTracks {
  /** For people: "TrackMate XML", "ZephIR annotations", … */
  readonly format: string;
  /** Positions in `unit`; track −1 where a position belongs to none. Radius in the same unit, NaN where unknown. */
  readonly table: TrackTable;
  readonly unit: ForeignUnit;
  /** True where z counts from the stack's first plane, not from the recorded one. */
  readonly zFromFirstPlane: boolean;
  /** False where no position has a track: a table of points. */
  readonly tracked: boolean;
  readonly names: ReadonlyMap<number, string>;
  /** `#rrggbb`. */
  readonly colours: ReadonlyMap<number, string>;
  /** What the user should know about the reading, plain sentences. */
  readonly notes: readonly string[];
  /** Activity, where the file holds it; `f` and `dff` are there. */
  readonly traces?: TraceMatrix | null;
  /** Series from elsewhere that the file holds. */
  readonly series?: readonly Series[];
}

/** The movie that positions are put into. */
export interface Ground {
  readonly frames: number;
  /** Voxels [z, y, x]. */
  readonly shape: Triple;
  /** Length of a voxel [z, y, x], in `unit`. */
  readonly voxel: Triple;
  /** Centre of the first voxel [z, y, x]. */
  readonly origin: Triple;
  readonly unit: LengthUnit;
}

/** What the user says about a file, over what the file says. */
export interface ImportWishes {
  readonly unit: "px" | "µm" | null;
  /** Take the positions alone, without their tracks. */
  readonly as: "points" | "tracks" | null;
}
