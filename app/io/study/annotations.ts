import { Failure } from "#contract/failure";
import { positionSources, type TrackTable } from "#contract/table";
import { selectRows } from "#core/link/table-ops";
import { asTracks } from "#io/study/columns";
import { curatedTracks } from "#io/study/curated";
import { editLog } from "#io/study/edits";
import { readFrames } from "#io/study/frames";
import { runWithProduct } from "#io/study/runs";
import type { Study } from "#io/study/study";

/** What carrying starts from. */
export interface Annotations {
  /** Positions that a human answers for, and all of a table that was brought in, by frame and track. */
  readonly table: TrackTable;
  /** The newest edit among them: those up to it are in the positions, and are not applied again over what is carried. */
  readonly lastEdit: number;
}

const human = positionSources.indexOf("human");
const none = new Int32Array(0);

/**
 * The positions that neurons are carried from: of the tracks as the curator left them, those set or accepted by hand.
 *
 * @param besides a link run that is being made
 * @throws        Failure "not-ready" where there are none
 */
export function annotationsOf(study: Study, besides: number): Annotations {
  const run = runWithProduct(study, "link", besides);
  const tracks = run === null ? null : curatedTracks(study, run, () => asTracks(readFrames(study, run.id, { t: none })));
  const isGiven = (row: number): boolean =>
    tracks!.track[row]! >= 0 && (tracks!.source[row] === human || run!.inputs.import !== undefined) && Number.isFinite(tracks!.x[row]!);
  const rows = tracks === null ? [] : Array.from(tracks.t.keys()).filter(isGiven);
  if (tracks === null || rows.length === 0) {
    throw new Failure(
      "not-ready",
      `No position in ${study.name} was set or accepted by hand, so there is nothing to carry: follow the neurons once, accept or place them in a frame, or import annotations.`,
      { path: study.path, step: "link" },
    );
  }
  rows.sort((a, b) => tracks.t[a]! - tracks.t[b]! || tracks.track[a]! - tracks.track[b]!);
  return { table: selectRows(tracks, rows), lastEdit: editLog(study).reduce((last, { id }) => Math.max(last, id), 0) };
}
