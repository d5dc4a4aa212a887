import { channelList, channelsOf } from "#contract/channels";
import type { RefocusParameters } from "#contract/parameters";
import type { FrameSource, Progress } from "#contract/source";
import type { RunRecord } from "#contract/study";
import { openModel } from "#io/model/open";
import { volumesPath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { openStudyRecording } from "#io/study/recording";
import type { Study } from "#io/study/study";
import type { Compression, StorageType } from "#io/volume/spec";
import type { RefocusJob } from "#jobs/refocus-summary";

/** Where a study's refocus run keeps its volumes, and how. */
export interface StudyTarget {
  readonly path: string;
  readonly storage: StorageType | "nothing";
  readonly compression: Compression;
}

export interface Workers {
  readonly signal: AbortSignal;
  /** Processor cores to use; as many as there are where left out. */
  readonly threads?: number;
}

type Work<R> = (source: FrameSource, target: StudyTarget, job: RefocusJob) => AsyncGenerator<Progress, R>;

/** Does a work of refocusing with a study's recording and the run's model open, and closes both, whatever comes of it. */
export async function* withRefocusing<R>(
  study: Study,
  run: Pick<RunRecord, "key" | "parameters">,
  { signal, threads }: Workers,
  work: Work<R>,
): AsyncGenerator<Progress, R> {
  // The run's parameters passed the sheet's schema, which is what RefocusParameters is inferred from.
  const parameters = run.parameters as unknown as RefocusParameters;
  const { settings } = readMeta(study.database);
  const source = await openStudyRecording(study);
  try {
    const model = await openModel(parameters.model, threads === undefined ? {} : { threads });
    try {
      const job: RefocusJob = {
        model,
        plan: { min: parameters.zMin, max: parameters.zMax, step: parameters.zStep },
        channels: channelList(channelsOf(source.info, settings)),
        axialDirection: settings.axialDirection,
        pixelSize: source.info.pixelSize!,
        signal,
      };
      // Both come from a choice of the sheet whose options are these types' members.
      const kept = { storage: parameters.storage as StudyTarget["storage"], compression: parameters.compression as Compression };
      return yield* work(source, { path: volumesPath(study.path, run.key), ...kept }, job);
    } finally {
      await model.close();
    }
  } finally {
    await source.close();
  }
}
