import type { DetectParameters } from "#contract/parameters";
import type { Progress } from "#contract/source";
import { detectBlobs } from "#core/detect/detect-blobs";
import { finishedFrames, readFrame, writeFrame } from "#io/study/frames";
import type { StepContext, StepResult } from "#jobs/step-job";
import { channelOfNeurons, openStudyVolumes } from "#jobs/study-volumes";

/**
 * Finds the neurons of every frame. Where there is a reference (red) channel they are looked for there:
 * its brightness does not follow activity, so silent neurons are found as well as active ones.
 */
export async function* detectStudy({ study, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  // The run's parameters passed the sheet's schema, which is what DetectParameters is inferred from.
  const parameters = run.parameters as unknown as DetectParameters;
  const volumes = await openStudyVolumes(study);
  const { source, activity } = volumes;
  const channel = channelOfNeurons(volumes, parameters.findIn);
  try {
    const finished = finishedFrames(study, run.id);
    let done = finished.size;
    for (let t = 0; t < source.frames; t++) {
      if (finished.has(t)) continue;
      signal.throwIfAborted();
      const blobs = detectBlobs(await source.read(t, channel), t, parameters);
      writeFrame(study, run.id, t, { ...blobs });
      yield { done: ++done, total: source.frames, message: `Frame ${t}: ${blobs.t.length} neurons` };
    }
    const counts = Array.from({ length: source.frames }, (_, t) => readFrame(study, run.id, t)?.t?.length ?? 0).sort((a, b) => a - b);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return {
      summary: {
        blobs: total,
        "neurons a frame": counts[counts.length >> 1] ?? 0,
        "found in": channel === activity ? "activity" : "reference",
      },
    };
  } finally {
    await source.close();
  }
}
