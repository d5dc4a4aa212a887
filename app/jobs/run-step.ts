import { existsSync } from "node:fs";
import { failureRecord } from "#contract/failure";
import type { Step } from "#contract/parameters";
import type { Progress } from "#contract/source";
import type { RunRecord } from "#contract/study";
import { programVersion } from "#contract/version";
import { readMeta } from "#io/study/meta";
import { recipePath, volumesPath } from "#io/study/layout";
import { beginRun, endRun, makeCurrent, runWithKey, saveRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { frameDamages, metadataDamages } from "#io/volume/damage";
import { readSpec } from "#io/volume/store";
import { detectStudy } from "#jobs/detect";
import { exportStudy } from "#jobs/export";
import { extractStudy } from "#jobs/extract";
import { linkStudy } from "#jobs/link";
import { planSteps } from "#jobs/plan";
import { refocusStudy } from "#jobs/refocus-study";
import type { StepJob } from "#jobs/step-job";
import { keepsNothing } from "#jobs/study-volumes";

const jobs: Readonly<Record<Step, StepJob>> = {
  refocus: refocusStudy,
  detect: detectStudy,
  link: linkStudy,
  extract: extractStudy,
  export: exportStudy,
};

/** Time between two saves of a run's progress, ms. The frames themselves are kept one by one. */
const saveEvery = 500;

/**
 * Runs a step of a study whose earlier steps are done. A run with the same key that is finished is not
 * made again, but for frames whose bytes were altered; one that stopped is taken up where it stopped. Its record says what came of it.
 *
 * @throws Failure of the step; AbortError where the signal fired
 */
export async function* runStep(
  study: Study,
  step: Step,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): AsyncGenerator<Progress, RunRecord> {
  const plan = (await planSteps(study, step, { [step]: parameters })).at(-1)!;
  const known = runWithKey(study, step, plan.key);
  if (known !== null && plan.done && (step !== "refocus" || (yield* volumesWhole(study, known, signal)))) {
    makeCurrent(study, known);
    return known;
  }
  const meta = readMeta(study.database);
  let run = beginRun(
    study,
    plan,
    { nematrace: programVersion, node: process.versions.node },
    step === "link" || step === "export" ? 1 : meta.info.shape.t,
  );
  let saved = performance.now();
  const work = jobs[step]({ study, meta, run, signal });
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await work.next();
      if (next.done) {
        run = { ...run, done: run.total, summary: { ...next.value.summary }, software: { ...run.software, ...next.value.software } };
        return endRun(study, run, "done", null);
      }
      run = { ...run, done: next.value.done, total: next.value.total };
      if (performance.now() - saved > saveEvery) {
        saveRun(study, run);
        saved = performance.now();
      }
      yield next.value;
    }
  } catch (thrown) {
    const failure = failureRecord(thrown);
    try {
      endRun(study, run, failure.code === "cancelled" ? "partial" : "failed", failure.code === "cancelled" ? null : failure);
    } catch {
      // On a full or vanished disk the record stays "running", and becomes "partial" when the study is next opened.
    }
    throw thrown;
  } finally {
    await work.return({ summary: {} });
  }
}

/** Reads finished volumes through, frame by frame; false at the first that is not what was written. */
async function* volumesWhole(study: Study, run: RunRecord, signal: AbortSignal): AsyncGenerator<Progress, boolean> {
  if (keepsNothing(run)) return existsSync(recipePath(study.path, run.key));
  const path = volumesPath(study.path, run.key);
  const spec = await readSpec(path).catch(() => null);
  if (spec === null || (await metadataDamages(path, spec)).length > 0) return false;
  for (let t = 0; t < spec.frames; t++) {
    signal.throwIfAborted();
    yield { done: t, total: spec.frames, message: "checking frames" };
    if ((await frameDamages(path, spec, t)).length > 0) return false;
  }
  return true;
}
