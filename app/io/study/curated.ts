import { type Edit, editsOf } from "#contract/edit";
import { defaultsOf, linkSheet } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import type { TrackTable } from "#contract/table";
import { keepRadii } from "#core/activity/track-index";
import { retrack } from "#core/curate/retrack";
import type { RelinkOptions } from "#core/link/relink";
import { editLog } from "#io/study/edits";
import type { Study } from "#io/study/study";

/** Tracks after each step of a study's log, as far as they are kept: so that an edit, or its undoing, costs one step. */
interface History {
  readonly run: string;
  readonly linked: TrackTable;
  /** The steps, as text; those undone stay until another takes their place. */
  readonly steps: string[];
  /** Tracks after so many steps. */
  readonly tables: Map<number, TrackTable>;
}

/** By the study's folder: the engine opens a study anew for every job. */
const histories = new Map<string, History>();
const mostStudies = 3;
/** Tables kept a study; a large one takes some megabytes. */
const mostTables = 12;

/**
 * Tracks with the standing edits over them, one step after another, each re-tracking what it touches.
 *
 * @param run    run that linked
 * @param linked reads the tracks as linking left them, if they are not at hand
 */
export function curatedTracks(study: Study, run: RunRecord, linked: () => TrackTable): TrackTable {
  const history = historyOf(study, run, linked);
  const steps = editLog(study)
    .filter((row) => !row.undone && row.id > carriedUpTo(run))
    .map((row) => editsOf(row.edit).filter((edit) => !isLabel(edit)))
    .filter((edits) => edits.length > 0);
  const wanted = steps.map((edits) => JSON.stringify(edits));
  let common = 0;
  while (common < wanted.length && wanted[common] === history.steps[common]) common++;
  if (common < wanted.length) {
    history.steps.length = common;
    for (const at of [...history.tables.keys()]) if (at > common) history.tables.delete(at);
  }
  let at = wanted.length;
  while (!history.tables.has(at)) at--;
  let tracks = history.tables.get(at)!;
  const options = relinkOptions(run);
  for (; at < wanted.length; at++) {
    tracks = retrack(tracks, steps[at]!, steps.slice(0, at).flat(), options);
    history.steps[at] = wanted[at]!;
    keep(history.tables, at + 1, tracks);
  }
  if (tracks !== history.linked) keepRadii(tracks, history.linked);
  return tracks;
}

/** The newest edit that a run's positions hold already: one that carried what was set by hand. 0 for all others. */
function carriedUpTo({ parameters, inputs }: RunRecord): number {
  return parameters.method === "carry" ? Number.parseInt(inputs.edits ?? "0", 10) || 0 : 0;
}

function historyOf(study: Study, run: RunRecord, linked: () => TrackTable): History {
  const stamp = `${run.id} ${run.key} ${run.started} ${run.finished ?? ""}`;
  let history = histories.get(study.path);
  if (history?.run !== stamp) {
    const base = linked();
    history = { run: stamp, linked: base, steps: [], tables: new Map([[0, base]]) };
  }
  histories.delete(study.path);
  histories.set(study.path, history);
  for (const path of histories.keys()) if (histories.size > mostStudies) histories.delete(path);
  return history;
}

function keep(tables: Map<number, TrackTable>, at: number, tracks: TrackTable): void {
  tables.set(at, tracks);
  for (const old of tables.keys()) if (tables.size > mostTables && old !== 0) tables.delete(old);
}

/** What an edit calls a track moves none. */
function isLabel({ kind }: Edit): boolean {
  return kind === "name" || kind === "group" || kind === "colour" || kind === "note";
}

/** The reach and the gap that a run linked with. */
function relinkOptions({ parameters }: RunRecord): RelinkOptions {
  const sheet = defaultsOf(linkSheet);
  return { reach: Number(parameters.reach ?? sheet.reach), maxGap: Number(parameters.maxGap ?? sheet.maxGap) };
}
