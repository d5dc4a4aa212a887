import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RefocusParameters } from "#contract/parameters";
import type { Progress } from "#contract/source";
import { openModel } from "#io/model/open";
import { volumesPath } from "#io/study/layout";
import { openStudyRecording } from "#io/study/recording";
import type { Compression, StorageType } from "#io/volume/spec";
import { channelList, channelsOf } from "#contract/channels";
import { refocus } from "#jobs/refocus";
import type { StepContext, StepResult } from "#jobs/step-job";

/** Refocuses a study's movie into its volumes folder; those of earlier runs are removed once the new ones are whole. */
export async function* refocusStudy({ study, meta, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  // The run's parameters passed the sheet's schema, which is what RefocusParameters is inferred from.
  const parameters = run.parameters as unknown as RefocusParameters;
  const source = await openStudyRecording(study);
  try {
    const model = await openModel(parameters.model);
    try {
      const path = volumesPath(study.path, run.key);
      await mkdir(dirname(path), { recursive: true });
      const summary = yield* refocus(
        source,
        // Both come from a choice of the sheet whose options are these types' members.
        { path, own: true, storage: parameters.storage as StorageType, compression: parameters.compression as Compression },
        {
          model,
          plan: { min: parameters.zMin, max: parameters.zMax, step: parameters.zStep },
          channels: channelList(channelsOf(source.info, meta.settings)),
          axialDirection: meta.settings.axialDirection,
          pixelSize: source.info.pixelSize!,
          signal,
        },
      );
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
