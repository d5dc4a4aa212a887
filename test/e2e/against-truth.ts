import { join } from "node:path";
import { scoreStudy, type Score } from "#core/score/score-study";
import { readBlobs } from "#io/table/blobs";
import { readTraces } from "#io/table/traces";
import { readTracks } from "#io/table/tracks";
import { readTruth } from "#io/table/truth";

/** Scores exported tables, read from disk as anyone would, against a simulated recording's truth. */
export async function againstTruth(exports: string, truth: string): Promise<Score> {
  const { table: blobs } = await readBlobs(join(exports, "blobs.csv"));
  const { table: tracks } = await readTracks(join(exports, "tracks.csv"));
  return scoreStudy(await readTruth(truth), { blobs, tracks, traces: await readTraces(join(exports, "traces.csv")) });
}
