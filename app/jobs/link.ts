import { setImmediate } from "node:timers/promises";
import { detectSheet, type LinkParameters } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { BlobTable, TrackTable } from "#contract/table";
import { linkBlobs } from "#core/link/link-blobs";
import { concatTracks, rowsByFrame, selectRows } from "#core/link/table-ops";
import { annotationsOf } from "#io/study/annotations";
import { standingEdits } from "#io/study/edits";
import { writeFrame } from "#io/study/frames";
import { studyBlobs } from "#io/study/products";
import { currentRun } from "#io/study/runs";
import { propagateTracks } from "#jobs/propagate";
import type { StepContext, StepResult } from "#jobs/step-job";
import { openStudyVolumes } from "#jobs/study-volumes";

/** Follows the neurons of a study through time. All frames are kept at once, or none. */
export async function* linkStudy(context: StepContext): AsyncGenerator<Progress, StepResult> {
  const { study, meta, run } = context;
  // The run's parameters passed the sheet's schema, which is what LinkParameters is inferred from.
  const parameters = run.parameters as unknown as LinkParameters;
  const blobs = studyBlobs(study);
  const frames = meta.info.shape.t;
  if (parameters.method === "carry") {
    const { tracks, from } = yield* carried(context, blobs!);
    keep(context, tracks, frames);
    return { summary: { ...describe(tracks, frames), "carried from": from } };
  }
  yield { done: 0, total: 1, message: `Following ${blobs?.t.length ?? 0} blobs through ${frames} frames` };
  await setImmediate();
  const tracks = linkBlobs(blobs!, frames, parameters, standingEdits(study));
  keep(context, tracks, frames);
  return { summary: describe(tracks, frames) };
}

function keep({ study, run }: StepContext, tracks: TrackTable, frames: number): void {
  study.database.transaction(() => {
    rowsByFrame(tracks, frames).forEach((rows, t) => writeFrame(study, run.id, t, { ...selectRows(tracks, rows) }));
  });
}

/**
 * Positions set by hand, carried by their looks. What was found stays beside them without a track, so that a correction
 * can take it.
 */
async function* carried(
  { study, run, signal }: StepContext,
  blobs: BlobTable,
): AsyncGenerator<Progress, { readonly tracks: TrackTable; readonly from: string }> {
  const { table } = annotationsOf(study, run.id);
  const found = currentRun(study, "detect")!;
  const { source, activity, reference } = await openStudyVolumes(study);
  try {
    const radius = Number(found.parameters.radius ?? detectSheet.radius.default);
    const tracks = yield* propagateTracks(source, table, { channel: reference ?? activity, radius, references: null }, signal);
    const free: TrackTable = { ...blobs, track: new Int32Array(blobs.t.length).fill(-1), source: new Uint8Array(blobs.t.length) };
    const count = new Set(table.t).size;
    return { tracks: concatTracks([tracks, free]), from: `${table.t.length} positions in ${count} ${count === 1 ? "frame" : "frames"}` };
  } finally {
    await source.close();
  }
}

function describe(tracks: TrackTable, frames: number): Record<string, number> {
  const lengths = new Map<number, number>();
  for (const track of tracks.track) if (track >= 0) lengths.set(track, (lengths.get(track) ?? 0) + 1);
  const covered = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return {
    tracks: lengths.size,
    "present on average, % of frames": lengths.size === 0 ? 0 : Math.round((1000 * covered) / (lengths.size * frames)) / 10,
  };
}
