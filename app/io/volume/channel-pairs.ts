import type { VolumeSource } from "#contract/source";
import type { Volume } from "#contract/volume";

/** A frame's stack in the activity channel and, where there is one, in the reference channel. */
export interface ChannelPair {
  readonly volume: Volume;
  readonly red: Volume | null;
}

/**
 * Reads both channels of a frame side by side. The source hands out one array again and again, so the first
 * of two is copied into an array of its own, which the next frame uses again.
 */
export function channelPairs(source: VolumeSource, activity: number, reference: number | null): (t: number) => Promise<ChannelPair> {
  let own: Float32Array | null = null;
  return async (t) => {
    const volume = await source.read(t, activity);
    if (reference === null) return { volume, red: null };
    own ??= new Float32Array(volume.data.length);
    own.set(volume.data);
    return { volume: { ...volume, data: own }, red: await source.read(t, reference) };
  };
}
