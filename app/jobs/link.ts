import { setImmediate } from "node:timers/promises";
import type { LinkParameters } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { TrackTable } from "#contract/table";
import { linkBlobs } from "#core/link/link-blobs";
import { rowsByFrame, selectRows } from "#core/link/table-ops";
import { standingEdits } from "#io/study/edits";
import { writeFrame } from "#io/study/frames";
import { studyBlobs } from "#io/study/products";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Follows the neurons of a study through time. All frames are kept at once, or none. */
export async function* linkStudy({ study, meta, run }: StepContext): AsyncGenerator<Progress, StepResult> {
  // The run's parameters passed the sheet's schema, which is what LinkParameters is inferred from.
  const parameters = run.parameters as unknown as LinkParameters;
  const blobs = studyBlobs(study);
  const frames = meta.info.shape.t;
  yield { done: 0, total: 1, message: `Following ${blobs?.t.length ?? 0} blobs through ${frames} frames` };
  await setImmediate();
  const tracks = linkBlobs(blobs!, frames, parameters, standingEdits(study));
  study.database.transaction(() => {
    rowsByFrame(tracks, frames).forEach((rows, t) => writeFrame(study, run.id, t, { ...selectRows(tracks, rows) }));
  });
  return { summary: describe(tracks, frames) };
}

function describe(tracks: TrackTable, frames: number): Record<string, number> {
  const lengths = new Map<number, number>();
  for (const track of tracks.track) if (track >= 0) lengths.set(track, (lengths.get(track) ?? 0) + 1);
  const covered = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return { tracks: lengths.size, "mean coverage, %": lengths.size === 0 ? 0 : Math.round((1000 * covered) / (lengths.size * frames)) / 10 };
}
