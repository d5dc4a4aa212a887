import type { Step } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";

/** Whether a product was brought in from a file, and not made by its step. */
export function isImported(run: RunRecord | null): boolean {
  return run?.status === "done" && run.inputs.import !== undefined;
}

/** Whether a step need not run because what it would make, or what comes after it, was brought in from a file. */
export function isBroughtIn(study: Study, step: Step): boolean {
  return isImported(currentRun(study, step)) || (step === "detect" && isImported(currentRun(study, "link")));
}
