import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FrameSource, Progress } from "#contract/source";
import { recipePath } from "#io/study/layout";
import { writeWhole } from "#io/volume/whole-file";
import { refocus, specOf } from "#jobs/refocus";
import { summaryOf, type RefocusJob, type RefocusSummary } from "#jobs/refocus-summary";
import { openRefocuser } from "#jobs/refocuser";
import { withRefocusing } from "#jobs/refocus-setup";
import type { VolumeRecipe } from "#jobs/volume-recipe";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Refocuses a study's movie into its volumes folder; those of earlier runs are removed once the new ones are whole. */
export async function* refocusStudy({ study, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  return yield* withRefocusing(study, run, { signal }, async function* (source, target, job) {
    const path = target.storage === "nothing" ? recipePath(study.path, run.key) : target.path;
    await mkdir(dirname(path), { recursive: true });
    const summary =
      target.storage === "nothing"
        ? yield* planRefocusing(source, path, job)
        : yield* refocus(source, { ...target, storage: target.storage, own: true }, job);
    for (const other of await readdir(dirname(path))) {
      if (join(dirname(path), other) !== path) await rm(join(dirname(path), other), { recursive: true, force: true });
    }
    const { provider, runtime, threads, ...told } = summary;
    return {
      summary: { ...told },
      software: { provider, runtime, threads: String(threads), model: summary.model, modelHash: summary.modelHash },
    };
  });
}

/** Measures the movie and writes down how its volumes are made; none are kept. */
async function* planRefocusing(source: FrameSource, path: string, job: RefocusJob): AsyncGenerator<Progress, RefocusSummary> {
  const started = performance.now();
  const total = source.info.shape.t;
  yield { done: 0, total, message: "measuring the movie" };
  const refocuser = await openRefocuser(source, job);
  const spec = specOf(source.info, refocuser, { storage: "uint16", compression: "none" }, job, { from: 0, to: total });
  const recipe: VolumeRecipe = { spec, scales: [...refocuser.scales] };
  const text = `${JSON.stringify(recipe)}\n`;
  await writeWhole(path, text);
  yield { done: total, total, message: "volumes are made when they are looked at" };
  const work = { made: 0, kept: 0, clipped: 0, bytes: text.length, store: 0, total: (performance.now() - started) / 1000 };
  return summaryOf(path, refocuser, job.model, work);
}
