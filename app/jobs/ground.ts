import { Failure } from "#contract/failure";
import { lengthUnit } from "#contract/recording";
import type { Ground } from "#io/foreign/foreign-tracks";
import { readMeta } from "#io/study/meta";
import type { Study } from "#io/study/study";
import { openStudyVolumes } from "#jobs/study-volumes";

/** The movie of a study as positions are put into it: its stacks, or, before they are made, the recording itself. */
export async function groundOf(study: Study): Promise<Ground> {
  const { info, settings } = readMeta(study.database);
  const unit = lengthUnit(settings);
  try {
    const { source } = await openStudyVolumes(study);
    await source.close();
    return { frames: source.frames, shape: source.shape, voxel: source.voxel, origin: source.origin, unit };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== "not-ready") throw thrown;
    const [py, px] = info.pixelSize ?? [1, 1];
    return {
      frames: info.shape.t,
      shape: [info.shape.z, info.shape.y, info.shape.x],
      voxel: [info.zStep ?? 1, py, px],
      origin: [info.zOrigin, 0, 0],
      unit,
    };
  }
}
