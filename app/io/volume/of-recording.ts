import type { Triple } from "#contract/geometry";
import type { FrameSource, VolumeSource } from "#contract/source";
import { spreadFrames } from "#core/image/movie-scale";
import { median } from "#core/image/percentile";
import { notFinite } from "#io/volume/measure-scale";

/** Frames whose medians give a channel's background. */
const sampled = 16;

/**
 * A recording as stacks: a 2-D movie as stacks of one plane, a scanned movie as it is. One background a
 * channel, the median grey level of frames spread over the movie, is subtracted. Lengths that the
 * recording does not know count in pixels.
 *
 * @param channels which of the recording's channels, in order; all where left out
 */
export function volumesOf(source: FrameSource, channels: readonly number[] = source.info.channels.map((_, c) => c)): VolumeSource {
  const { info } = source;
  const pixel = info.pixelSize ?? [1, 1];
  const shape: Triple = [info.shape.z, info.shape.y, info.shape.x];
  const voxel: Triple = [info.zStep ?? 1, pixel[0], pixel[1]];
  const origin: Triple = [info.zOrigin, 0, 0];
  const data = new Float32Array(shape[0] * shape[1] * shape[2]);
  const backgrounds = new Map<number, number>();

  async function background(c: number): Promise<number> {
    const known = backgrounds.get(c);
    if (known !== undefined) return known;
    const medians: number[] = [];
    for (const t of spreadFrames(info.shape.t, sampled)) medians.push(median((await source.read(t, c, Math.floor(info.shape.z / 2))).data));
    const level = median(Float64Array.from(medians));
    backgrounds.set(c, level);
    return level;
  }

  return {
    frames: info.shape.t,
    channels: channels.length,
    shape,
    voxel,
    origin,
    virtual: info.virtual,
    async read(t, c) {
      const channel = channels[c] ?? c;
      const level = await background(channel);
      const pixels = shape[1] * shape[2];
      let finite = 0;
      for (let z = 0; z < shape[0]; z++) {
        const plane = (await source.read(t, channel, z)).data;
        for (let i = 0, to = z * pixels; i < pixels; i++, to++) {
          const value = (plane[i] as number) - level;
          data[to] = value;
          finite += value - value;
        }
      }
      if (finite !== 0) throw notFinite(info.path, t);
      return { data, shape, voxel, origin };
    },
    close: () => source.close(),
  };
}
