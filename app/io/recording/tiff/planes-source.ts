import { Failure } from "#contract/failure";
import type { RecordingSettings } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { recordingInfoOf } from "#io/recording/info";
import { type Meaning, withAxes } from "#io/recording/meaning";
import { PlaneBuffers } from "#io/recording/pixel-buffer";
import type { TiffParts } from "#io/recording/tiff/parts";

/** A recording whose planes lie in `parts`, as `said` numbers them. */
export function planesSource(path: string, meaning: Meaning, parts: TiffParts, settings: RecordingSettings): FrameSource {
  const { file, pages } = parts.first;
  let said = meaning;
  if (settings.axes !== null) said = withAxes(said, settings.axes, said.sizes.t * said.sizes.c * said.sizes.z, path);
  said = { ...said, notes: [...said.notes, ...pages.notes] };
  const { format } = pages;
  const info = recordingInfoOf({ path, bytes: file.size }, { y: format.height, x: format.width, dtype: format.dtype }, said, settings);
  const buffers = new PlaneBuffers(path, info.shape, format.dtype);
  return {
    info,
    read: (t, c, z) =>
      buffers.read(t, c, z, (into) => {
        const page = said.pageOf(t, c, z);
        if (page < 0)
          throw new Failure("damaged", `${path} has no page for frame ${t}, channel ${c}, plane ${z}; export it again.`, { path, t, c, z });
        return parts.read(page, into);
      }),
    close: () => parts.close(),
  };
}
