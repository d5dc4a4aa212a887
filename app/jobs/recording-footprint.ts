import type { VolumeSource } from "#contract/source";
import type { TrackTable } from "#contract/table";
import { type Footprint, typicalFootprint } from "#core/activity/demix";
import { combineFootprints, fitFootprint } from "#core/activity/fit-footprint";
import { readingOf, type ReadOutParameters } from "#core/activity/read-out";
import { spreadFrames } from "#core/image/movie-scale";

/** Frames that the footprint is taken from. */
const sampled = 5;

/** How nuclei look in a recording, from frames spread over it; the typical footprint where the read-out needs none. */
export async function recordingFootprint(
  source: VolumeSource,
  channel: number,
  tracks: TrackTable,
  { readOut }: ReadOutParameters,
): Promise<Footprint> {
  if (readingOf(readOut, source.shape[0]) !== "demix") return typicalFootprint;
  const fitted: Footprint[] = [];
  for (const t of spreadFrames(source.frames, sampled)) fitted.push(fitFootprint(await source.read(t, channel), tracks, t));
  return combineFootprints(fitted);
}
