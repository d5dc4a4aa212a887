import { Failure } from "#contract/failure";
import type { FocusEncoding, FramePixels, StoredVolume } from "#renderer/client/decode.ts";
import type { PixelSource } from "#renderer/client/pixel-source.ts";
import type { Wanted } from "#renderer/views/stage/stage-source.ts";

/** What is on the stage: stacks, or the recorded frames where there are none (yet). One entry a channel. */
export interface ShownImage {
  readonly wanted: Wanted;
  readonly frames: readonly FramePixels[];
  readonly volumes: readonly StoredVolume[];
  readonly encodings: readonly FocusEncoding[];
  /** Depths of the surface that live focus follows, µm, where they come from a file. */
  readonly depthMap?: FramePixels | null;
}

/**
 * Fetches what is wanted. Where a stack has not been made, the recorded frame stands in for it.
 *
 * @throws Failure what the services refused
 */
export async function fetchImage(pixels: PixelSource, wanted: Wanted): Promise<ShownImage> {
  const { handle, t, channels } = wanted;
  if (wanted.kind === "volume") {
    try {
      const volumes = await Promise.all(channels.map((c) => pixels.volume(handle, wanted.version, t, c)));
      return { wanted, frames: [], volumes, encodings: [] };
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
    }
  }
  if (wanted.kind === "encoding") {
    const encodings = [];
    // One after another: the engine works on one frame at a time, and a channel shown alone comes twice as soon.
    for (const c of channels) encodings.push(await pixels.encoding(handle, t, c, wanted.how));
    const depthMap = wanted.map === null ? null : await pixels.depthMap(handle, wanted.map);
    return { wanted, frames: [], volumes: [], encodings, depthMap };
  }
  const z = wanted.kind === "frame" ? wanted.z : 0;
  const frames = await Promise.all(channels.map((c) => pixels.frame(handle, t, c, z)));
  return { wanted, frames, volumes: [], encodings: [] };
}

/** True for a failure that only says that there is nothing yet. */
export function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Failure && (thrown.code === "not-ready" || thrown.code === "not-found");
}
