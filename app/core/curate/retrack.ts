import type { Edit } from "#contract/edit";
import type { TrackTable } from "#contract/table";
import { applyEdits } from "#core/curate/apply-edits";
import { type Absences, relink, type RelinkOptions } from "#core/link/relink";
import { tracksOf } from "#core/link/table-ops";

/** A step that places more neurons by hand than this says where they are in every frame, and nothing is left to track. */
const most = 100;

/**
 * One step of the log applied, and what it touches tracked anew. Applied one after another, the steps give
 * what the curator saw after each of them; the log without its last step gives what was there before it.
 *
 * @param tracks  tracks with all steps before this one; left as they are
 * @param edits   the step's edits, in order
 * @param earlier edits of all steps before
 * @param options reach in µm and longest gap in frames, as the tracks were linked with
 */
export function retrack(tracks: TrackTable, edits: readonly Edit[], earlier: readonly Edit[], options: RelinkOptions): TrackTable {
  const after = applyEdits(tracks, edits).tracks;
  const moves = edits.filter((edit) => edit.kind === "move");
  const places = new Set(moves.map(({ track, t }) => `${track}@${t}`));
  // Between two positions of one hand nothing is left to track.
  const ends = moves.filter(({ track, t }) => !places.has(`${track}@${t - 1}`) || !places.has(`${track}@${t + 1}`));
  if (ends.length === 0 || ends.length > most) return after;
  const absences = absencesOf([...earlier, ...edits]);
  return ends.reduce((table, edit) => relink(tracks, table, edit, absences, options), after);
}

/** Frames where a human said that a track is not to be seen, or took its position away. */
function absencesOf(edits: readonly Edit[]): Absences {
  const ghostly = edits.map((edit) => (edit.kind === "remove" ? { ...edit, kind: "ghost" as const } : edit));
  return applyEdits(tracksOf(0), ghostly).ghosts;
}
