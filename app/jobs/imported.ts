import type { Step } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import { standingEdits } from "#io/study/edits";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { positionEditsHash } from "#jobs/inputs";

/** Whether a product was brought in from a file, and not made by its step. */
export function isImported(run: RunRecord | null): boolean {
  return run?.status === "done" && run.inputs.import !== undefined;
}

/** Whether a step need not run because what it would make, or what comes after it, was brought in from a file. */
export function isBroughtIn(study: Study, step: Step): boolean {
  const run = currentRun(study, step);
  if (step === "extract") return isImported(run) && outdatedTraces(study, run!).length === 0;
  return isImported(run) || (step === "detect" && isImported(currentRun(study, "link")));
}

/** What activity that is brought in holds for: the tracks, and the edits over them. */
export function tracesStand(study: Study): { readonly tracks: string; readonly edits: string } {
  return { tracks: currentRun(study, "link")?.key ?? "", edits: positionEditsHash(standingEdits(study)) };
}

/** What has changed since activity was brought in; nothing where it still stands. */
export function outdatedTraces(study: Study, run: RunRecord): string[] {
  return Object.entries(tracesStand(study))
    .filter(([name, now]) => run.inputs[name] !== now)
    .map(([name]) => name);
}
