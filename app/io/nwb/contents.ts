import type { LengthUnit, RecordingInfo } from "#contract/recording";
import type { Series } from "#contract/series";
import type { TraceMatrix, TrackTable } from "#contract/table";
import type { Ground } from "#io/foreign/foreign-tracks";
import type { Session } from "#io/nwb/session";

/** What an NWB file is written of. */
export interface NwbContents {
  readonly session: Session;
  /** Names the study for good: the recording's hash. */
  readonly identifier: string;
  readonly recording: RecordingInfo;
  /** Channel that the activity was read from. */
  readonly activity: number;
  readonly unit: LengthUnit;
  readonly ground: Ground;
  readonly tracks: TrackTable;
  readonly names: ReadonlyMap<number, string>;
  readonly traces: TraceMatrix | null;
  readonly series: readonly Series[];
  /** s of each frame. */
  readonly times: Float64Array;
  readonly program: string;
  /** What made the voxels, a sentence; null where they were measured. */
  readonly virtual: string | null;
  /** How it was made, for people. */
  readonly methods: string;
  /** The same for programs, JSON. */
  readonly provenance: string;
}
