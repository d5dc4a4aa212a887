import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { RandomFile } from "#io/recording/file";
import { imageFacts, readImage } from "#io/recording/folder/image-file";
import { recordingInfoOf } from "#io/recording/info";
import { plainMeaning, withAxes } from "#io/recording/meaning";
import { PlaneBuffers } from "#io/recording/pixel-buffer";

/**
 * A single grey-level PNG.
 *
 * @throws Failure "unsupported" | "damaged" | "truncated" | "out-of-range" | "wrong-axes"
 */
export async function openPicture({ path, size }: RandomFile, settings: RecordingSettings): Promise<FrameSource> {
  const image = await imageFacts(path);
  const plain = plainMeaning("PNG", 1);
  const said = settings.axes === null ? plain : withAxes(plain, settings.axes, 1, path);
  const info = recordingInfoOf({ path, bytes: size }, { y: image.height, x: image.width, dtype: image.dtype }, said, settings);
  const buffers = new PlaneBuffers(path, info.shape, image.dtype);
  return {
    info,
    read: (t, c, z) => buffers.read(t, c, z, (into) => readImage(path, 0, image, into)),
    close: () => Promise.resolve(),
  };
}
