import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RefocusParameters } from "#contract/parameters";
import type { FrameSource, Progress } from "#contract/source";
import { openModel } from "#io/model/open";
import { recipePath, volumesPath } from "#io/study/layout";
import { writeWhole } from "#io/volume/whole-file";
import { openStudyRecording } from "#io/study/recording";
import type { Compression, StorageType } from "#io/volume/spec";
import { channelList, channelsOf } from "#contract/channels";
import { refocus, specOf } from "#jobs/refocus";
import { summaryOf, type RefocusJob, type RefocusSummary } from "#jobs/refocus-summary";
import { openRefocuser } from "#jobs/refocuser";
import type { VolumeRecipe } from "#jobs/volume-recipe";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Refocuses a study's movie into its volumes folder; those of earlier runs are removed once the new ones are whole. */
export async function* refocusStudy({ study, meta, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  // The run's parameters passed the sheet's schema, which is what RefocusParameters is inferred from.
  const parameters = run.parameters as unknown as RefocusParameters;
  const source = await openStudyRecording(study);
  try {
    const model = await openModel(parameters.model);
    try {
      const job: RefocusJob = {
        model,
        plan: { min: parameters.zMin, max: parameters.zMax, step: parameters.zStep },
        channels: channelList(channelsOf(source.info, meta.settings)),
        axialDirection: meta.settings.axialDirection,
        pixelSize: source.info.pixelSize!,
        signal,
      };
      const nothing = parameters.storage === "nothing";
      const path = nothing ? recipePath(study.path, run.key) : volumesPath(study.path, run.key);
      await mkdir(dirname(path), { recursive: true });
      // Both come from a choice of the sheet whose options are these types' members.
      const kept = { storage: parameters.storage as StorageType, compression: parameters.compression as Compression };
      const summary = nothing ? yield* planRefocusing(source, path, job) : yield* refocus(source, { path, own: true, ...kept }, job);
      for (const other of await readdir(dirname(path))) {
        if (join(dirname(path), other) !== path) await rm(join(dirname(path), other), { recursive: true, force: true });
      }
      const { provider, runtime, threads, ...told } = summary;
      return {
        summary: { ...told },
        software: { provider, runtime, threads: String(threads), model: summary.model, modelHash: summary.modelHash },
      };
    } finally {
      await model.close();
    }
  } finally {
    await source.close();
  }
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
