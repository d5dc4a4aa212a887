import type { RecordingInfo, RecordingSettings } from "#contract/recording";
import type { Step } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import type { BlobTable, TraceMatrix, TrackTable } from "#contract/table";
import { applyEdits, type Curated } from "#core/curate/apply-edits";
import { tracksOf } from "#core/link/table-ops";
import { asBlobs, asTracks, type Columns } from "#io/study/columns";
import { curatedTracks } from "#io/study/curated";
import { standingEdits } from "#io/study/edits";
import { readFrames } from "#io/study/frames";
import { readMatrix } from "#io/study/matrix";
import { readMeta } from "#io/study/meta";
import { currentRun, runWithProduct } from "#io/study/runs";
import type { Study } from "#io/study/study";

/** Everything a study has found, edits applied. A product that was never made is null. */
export interface Products {
  readonly recording: RecordingInfo;
  readonly settings: RecordingSettings;
  readonly refocus: boolean;
  readonly runs: Readonly<Partial<Record<Step, RunRecord>>>;
  readonly blobs: BlobTable | null;
  readonly tracks: TrackTable | null;
  readonly names: ReadonlyMap<number, string>;
  readonly traces: TraceMatrix | null;
}

export function productsOf(study: Study): Products {
  const { info, settings, refocus } = readMeta(study.database);
  const runs: Partial<Record<Step, RunRecord>> = {};
  for (const step of ["refocus", "detect", "link", "extract", "export"] as const) {
    const run = currentRun(study, step);
    if (run !== null) runs[step] = run;
  }
  return {
    recording: info,
    settings,
    refocus,
    runs,
    blobs: studyBlobs(study),
    tracks: studyTracks(study),
    names: studyNames(study),
    traces: studyTraces(study),
  };
}

/** Product 2: the blobs found so far. @throws Failure "damaged" */
export function studyBlobs(study: Study): BlobTable | null {
  const run = currentRun(study, "detect");
  return run === null ? null : asBlobs(readFrames(study, run.id, noRows));
}

/** Product 3 as linking left it. @throws Failure "damaged" */
export function linkedTracks(study: Study): TrackTable | null {
  const run = currentRun(study, "link");
  return run === null ? null : asTracks(readFrames(study, run.id, noRows));
}

/** Product 3 with the curator's edits over it, and what they touch tracked anew. @throws Failure "damaged" */
export function studyTracks(study: Study): TrackTable | null {
  const run = currentRun(study, "link");
  if (run === null) return null;
  return curatedTracks(study, run, () => linkedTracks(study)!);
}

/**
 * Product 4 under the neurons' present names. While traces are read again, those read before are there.
 *
 * @throws Failure "damaged"
 */
export function studyTraces(study: Study): TraceMatrix | null {
  const run = currentRun(study, "extract");
  if (run === null) return null;
  const names = studyNames(study);
  const before = run.status === "running" ? runWithProduct(study, "extract", run.id) : null;
  return readMatrix(study, run.id, names) ?? (before === null ? null : readMatrix(study, before.id, names));
}

/** The network that refocused the stacks that values are read from; null where they are measured. */
export function studyModel(study: Study): string | null {
  const model = currentRun(study, "refocus")?.parameters["model"];
  return readMeta(study.database).refocus && typeof model === "string" ? model : null;
}

/** Neuron names by track; the last one given stands. */
export function studyNames(study: Study): ReadonlyMap<number, string> {
  return studyLabels(study).names;
}

/** Names, groups and colours by track: what of the log needs no table. */
export function studyLabels(study: Study): Omit<Curated, "tracks"> {
  return applyEdits(tracksOf(0), standingEdits(study));
}

const noRows: Columns = {
  t: new Int32Array(0),
  z: new Float64Array(0),
  y: new Float64Array(0),
  x: new Float64Array(0),
  radius: new Float64Array(0),
  intensity: new Float64Array(0),
  confidence: new Float64Array(0),
  track: new Int32Array(0),
  source: new Uint8Array(0),
};
