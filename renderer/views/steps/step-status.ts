import type { StepStatus } from "#contract/study";
import { activeJob } from "#renderer/state/jobs.ts";
import { openRecordingOf, stillMissing } from "#renderer/state/recording-facts.ts";
import type { Workstation } from "#renderer/state/slice.ts";
import type { StageStep } from "#renderer/state/view.ts";

/** State of a step as the path shows it. */
export function statusOf(state: Pick<Workstation, "study" | "draft" | "jobs">, step: StageStep): StepStatus | "queued" | "skipped" {
  const { study, jobs } = state;
  if (step === "recording") {
    const open = openRecordingOf(state);
    return study && open && stillMissing(open).length === 0 ? "done" : "idle";
  }
  if (!study) return "idle";
  const entry = study.steps.find((other) => other.step === step);
  if (!entry) return "idle";
  if (!entry.applies) return "skipped";
  const job = activeJob(jobs, study.handle, step);
  if (job) return job.status === "running" ? "running" : "queued";
  return entry.status;
}
