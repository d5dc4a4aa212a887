import type { StudyState } from "#contract/study";

/** Names the run that made a study's stacks, so that stacks of different runs are never mixed. */
export function versionOfVolumes(study: StudyState): string {
  const run = study.steps.find((state) => state.step === "refocus")?.run;
  return study.refocus && run ? run.key : "recorded";
}

/** Model that made the stacks; null for measured ones. */
export function modelOfVolumes(study: StudyState): string | null {
  const model = study.steps.find((state) => state.step === "refocus")?.run?.parameters["model"];
  return typeof model === "string" ? model : null;
}
