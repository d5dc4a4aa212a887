import type { RefocusParameters } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import { channelList, channelsOf } from "#contract/channels";
import { openModel } from "#io/model/open";
import { recipePath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { openStudyRecording } from "#io/study/recording";
import type { Study } from "#io/study/study";
import { packChunk } from "#io/volume/chunk-voxels";
import type { StoredVolumes } from "#io/volume/stored-volumes";
import { openRefocuser } from "#jobs/refocuser";
import { readRecipe } from "#jobs/volume-recipe";

/**
 * The volumes of a refocus run that kept none: each stack is made again when it is read, rounded to the same 16-bit
 * values that a store would hold.
 *
 * @throws Failure of recording and model; "damaged" where the recipe cannot be read
 */
export async function remadeVolumes(study: Study, run: RunRecord): Promise<StoredVolumes> {
  const { spec, scales } = await readRecipe(recipePath(study.path, run.key));
  const { info, settings } = readMeta(study.database);
  // The run's parameters passed the sheet's schema, which is what RefocusParameters is inferred from.
  const parameters = run.parameters as unknown as RefocusParameters;
  const source = await openStudyRecording(study);
  const model = await openModel(parameters.model);
  const refocuser = await openRefocuser(source, {
    model,
    plan: { min: parameters.zMin, max: parameters.zMax, step: parameters.zStep },
    channels: channelList(channelsOf(info, settings)),
    axialDirection: settings.axialDirection,
    pixelSize: source.info.pixelSize!,
    scales,
  });
  const whole = { shape: spec.shape, chunk: spec.shape, shrink: 1, skip: 1, rows: 1, columns: 1 };

  async function stored(t: number, c: number): Promise<Uint16Array> {
    const { data } = await refocuser.volume(t, c);
    const packed = new Uint16Array(data.length);
    packChunk(data, whole, 0, 0, spec, packed);
    return packed;
  }

  const stack = new Float32Array(spec.shape[0] * spec.shape[1] * spec.shape[2]);
  return {
    spec,
    frames: spec.frames,
    channels: spec.channels.length,
    shape: spec.shape,
    voxel: spec.voxel,
    origin: spec.origin,
    virtual: `${spec.virtual?.model}, ${JSON.stringify(spec.virtual?.parameters)}`,
    async read(t, c) {
      const packed = await stored(t, c);
      for (let i = 0; i < stack.length; i++) stack[i] = (packed[i] as number) * spec.scale + spec.offset;
      return { data: stack, shape: spec.shape, voxel: spec.voxel, origin: spec.origin };
    },
    readStored: stored,
    async close() {
      await model.close();
      await source.close();
    },
  };
}
