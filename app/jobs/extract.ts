import type { ExtractParameters } from "#contract/parameters";
import { channelsOf } from "#contract/channels";
import type { RecordingInfo } from "#contract/recording";
import type { Progress } from "#contract/source";
import { gradedWarning } from "#core/activity/deconvolve";
import { readingOf, readOutFrame } from "#core/activity/read-out";
import { trackNumbers } from "#core/activity/track-index";
import { emptyTraces, traceMatrix } from "#core/activity/trace-matrix";
import { finishedFrames, readFrame, writeFrame } from "#io/study/frames";
import { writeMatrix } from "#io/study/matrix";
import { linkedTracks, studyNames, studyTracks } from "#io/study/products";
import { putKept } from "#io/study/raw-traces";
import { carryFrames, footprintFacts, frameStamps, keptFootprint, stampColumns } from "#jobs/carry-frames";
import { openTurnReader } from "#jobs/reading-turns";
import type { StepContext, StepResult } from "#jobs/step-job";
import { channelPairs } from "#io/volume/channel-pairs";
import { recordingFootprint } from "#jobs/recording-footprint";
import { openStudyVolumes } from "#jobs/study-volumes";

/** Reads every followed neuron's brightness out of every frame, and makes ΔF/F0 of it. Frames read are kept one by one. */
export async function* extractStudy({ study, meta, run, signal }: StepContext): AsyncGenerator<Progress, StepResult> {
  // The run's parameters passed the sheet's schema, which is what ExtractParameters is inferred from.
  const parameters = run.parameters as unknown as ExtractParameters;
  const tracks = studyTracks(study)!;
  const numbers = trackNumbers(tracks);
  const { source, activity, reference } = await openStudyVolumes(study);
  const frames = Int32Array.from({ length: source.frames }, (_, t) => t);
  const raw = emptyTraces(numbers, frames, reference !== null, parameters.turns);
  const turns = parameters.turns ? await openTurnReader(study, channelsOf(meta.info, meta.settings).activity, signal) : null;
  try {
    // The linked tracks stay as they are: a correction shall not change how nuclei look everywhere else.
    const footprint = keptFootprint(study, run) ?? (await recordingFootprint(source, activity, linkedTracks(study)!, parameters));
    const stamps = frameStamps(tracks, frames.length, footprint);
    carryFrames(study, run, numbers, stamps);
    const finished = finishedFrames(study, run.id);
    const read = channelPairs(source, activity, reference);
    for (const t of frames) {
      signal.throwIfAborted();
      if (!finished.has(t)) {
        const { volume, red } = await read(t);
        const values = readOutFrame(volume, red, tracks, t, numbers, parameters, footprint);
        writeFrame(study, run.id, t, {
          f: values.f,
          background: values.background,
          scatter: values.scatter,
          ...(values.reference && { reference: values.reference }),
          ...(turns && (await turns.read(t, tracks, numbers))),
          ...stampColumns(numbers, stamps[t]!),
        });
      }
      putKept(raw, t, readFrame(study, run.id, t)!);
      yield { done: t + 1, total: source.frames, message: "reading out neurons" };
    }
    writeMatrix(study, run.id, traceMatrix(raw, tracks, studyNames(study), timesOf(meta.info), parameters));
    return {
      summary: {
        neurons: numbers.length,
        frames: source.frames,
        ...(readingOf(parameters.readOut, source.shape[0]) === "demix" && footprintFacts(footprint)),
        ...(parameters.events && { warnings: [gradedWarning] }),
      },
    };
  } finally {
    await turns?.close();
    await source.close();
  }
}

/** Acquisition time of every frame, s: the file's own stamps where it has them, else frame × interval; NaN where unknown. */
export function timesOf({ shape, times, interval }: RecordingInfo): Float64Array {
  return Float64Array.from(
    { length: shape.t },
    (_, t) => times?.[t] ?? (interval === null ? (shape.t === 1 ? 0 : Number.NaN) : t * interval),
  );
}
