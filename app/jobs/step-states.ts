import { steps, type Step } from "#contract/parameters";
import type { StepState, StepStatus } from "#contract/study";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { inputsOf, runKey } from "#jobs/inputs";
import { isImported, outdatedTraces } from "#jobs/imported";
import { linkEdits } from "#jobs/plan";

/**
 * The state of every step. A finished step is stale once its key, computed from today's inputs, is no
 * longer the key it ran under, or once a step before it is not done.
 */
export async function stepStates(study: Study): Promise<StepState[]> {
  const { refocus } = readMeta(study.database);
  const states: StepState[] = [];
  const upstream: Partial<Record<Step, string>> = {};
  let fresh = true;
  let freshStacks = true;
  for (const step of steps) {
    const run = currentRun(study, step);
    const applies = step !== "refocus" || refocus;
    let status: StepStatus = run?.status ?? "idle";
    let changed: string[] = [];
    if (run !== null && applies) {
      if (isImported(run)) {
        fresh = freshStacks;
        if (step === "extract") changed = outdatedTraces(study, run);
        if (changed.length > 0) status = "stale";
      } else if (status === "done") {
        const now = await inputsNow(study, step, run.parameters, upstream);
        const known = Object.keys(now).length > 0;
        changed = known ? Object.keys({ ...now, ...run.inputs }).filter((name) => now[name] !== run.inputs[name]) : [];
        if (!fresh || runKey(step, run.parameters, now) !== run.key) status = "stale";
      }
      upstream[step] = run.key;
    }
    if (applies) fresh = status === "done" && (fresh || !isImported(run));
    if (step === "refocus") freshStacks = fresh;
    states.push({ step, status, run, applies, ...(status === "stale" ? { changed } : {}) });
  }
  return states;
}

/** Today's inputs of a step; nothing where one of them, such as the model, is no longer at hand. */
async function inputsNow(
  study: Study,
  step: Step,
  parameters: Readonly<Record<string, unknown>>,
  upstream: Partial<Record<Step, string>>,
): Promise<Record<string, string>> {
  try {
    return await inputsOf(study, step, parameters, upstream, step === "link" ? linkEdits(study, false, parameters) : "");
  } catch {
    return {};
  }
}
