import { Failure } from "#contract/failure";
import type { RefocusParameters } from "#contract/parameters";
import type { TrackTable } from "#contract/table";
import { rowsOfFrame, typicalRadii } from "#core/activity/track-index";
import { depthErrorPerScatter, ScatterGatherer, upright } from "#core/refocus/spread";
import { openModel } from "#io/model/open";
import { readMeta } from "#io/study/meta";
import { openStudyRecording } from "#io/study/recording";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { measureChannel } from "#io/volume/measure-scale";
import { stackOfPicture, still, turnedStacks, wholeRange } from "#jobs/turned-stacks";

/** Error of each track's depth (µm), and how far its light scatters (share of it), in the order asked for; NaN where a track has no position. */
export interface TurnErrors {
  readonly zError: Float32Array;
  readonly lightError: Float32Array;
}

/** Refocuses frames as they lie and in their seven other flips and turns, and reads neurons out of each. */
export interface TurnReader {
  read(t: number, tracks: TrackTable, numbers: Int32Array): Promise<TurnErrors>;
  close(): Promise<void>;
}

/**
 * Opens a study's recording and the model that refocused it.
 *
 * @param channel activity channel of the recording
 * @throws Failure "unsupported" where nothing was refocused, or from more than one recorded plane
 */
export async function openTurnReader(study: Study, channel: number, signal: AbortSignal): Promise<TurnReader> {
  const { refocus, settings } = readMeta(study.database);
  const run = refocus ? currentRun(study, "refocus") : null;
  if (run === null) throw notRefocused(study);
  // The run's parameters passed the sheet's schema, which is what RefocusParameters is inferred from.
  const model = await openModel((run.parameters as unknown as RefocusParameters).model);
  const source = await openStudyRecording(study);
  const close = async (): Promise<void> => {
    await model.close();
    await source.close();
  };
  if (model.manifest.tensors.channels > 1) {
    await close();
    throw new Failure(
      "unsupported",
      `The model ${model.manifest.id} takes more than one recorded plane; errors of refocusing are measured where one is recorded.`,
      { model: model.manifest.id },
    );
  }
  const pixelSize = source.info.pixelSize!;
  const { scale } = await measureChannel(source, channel);
  const options = { model, axialDirection: settings.axialDirection, pixelSize, scales: [scale], signal };
  const plan = wholeRange(options);
  const depths = Math.round((plan.max - plan.min) / plan.step) + 1;
  return {
    async read(t, tracks, numbers) {
      const recorded = await source.read(t, channel, 0);
      const grey = Float32Array.from(recorded.data);
      const radii = typicalRadii(tracks);
      const rowOf = new Map(rowsOfFrame(tracks, t).map((row) => [tracks.track[row]!, row]));
      const seen = Array.from(numbers, (track, i) => ({ i, track, row: rowOf.get(track) })).filter(({ row }) => row !== undefined);
      const at = (values: Float64Array) => Float64Array.from(seen, ({ row }) => values[row!]!);
      const gatherer = new ScatterGatherer(
        { shape: [depths, ...recorded.shape], voxel: [plan.step, ...pixelSize], origin: [plan.min, 0, 0] },
        { z: at(tracks.z), y: at(tracks.y), x: at(tracks.x), radius: Float64Array.from(seen, ({ track }) => radii.get(track) ?? 1) },
      );
      gatherer.add(await stackOfPicture(still(source, grey, recorded.shape), { ...options, plan }));
      for await (const { stack, turn } of turnedStacks(source, { ...options, plan }, grey, recorded.shape))
        gatherer.add(upright(stack, recorded.shape, turn));
      const blank = (): Float32Array => new Float32Array(numbers.length).fill(Number.NaN);
      const errors: TurnErrors = { zError: blank(), lightError: blank() };
      gatherer.scatter().forEach(({ zError, lightError }, n) => {
        errors.zError[seen[n]!.i] = depthErrorPerScatter * zError;
        errors.lightError[seen[n]!.i] = lightError;
      });
      return errors;
    },
    close,
  };
}

function notRefocused(study: Study): Failure {
  return new Failure("unsupported", `Nothing was refocused in the study ${study.name}, so that there are no errors of refocusing.`, {
    path: study.path,
  });
}
