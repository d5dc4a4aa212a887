import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { RecordingSettings } from "#contract/recording";
import { unsaid } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { openAsSaid } from "#io/recording/as-said";
import { containerOf } from "#io/recording/container";
import { accessFailure, isZarr, openFile } from "#io/recording/file";
import { openPicture } from "#io/recording/folder/picture";
import { openFolder } from "#io/recording/folder/source";
import { openCompanion } from "#io/recording/tiff/companion";
import { openTiff } from "#io/recording/tiff/source";

/**
 * Opens a recording of any kind that is read; frames are read when they are asked for.
 * What the user says (`settings`) overrides what the file says; what neither says stands in `info.missing`.
 * Channels that do not lie on pages of their own are brought together, and frames are prepared as the settings ask.
 *
 * @throws Failure as `openRecorded`; "out-of-range" | "wrong-axes" | "not-found" where layout or preparation do not fit
 */
export function openRecording(path: string, settings: RecordingSettings = unsaid): Promise<FrameSource> {
  return openAsSaid(path, settings, openRecorded);
}

/**
 * Opens a file as it was recorded, whatever layout and preparation say.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "truncated" | "damaged" | "unsupported" | "wrong-axes" | "out-of-range"
 */
async function openRecorded(path: string, settings: RecordingSettings): Promise<FrameSource> {
  if (await isDirectory(path)) {
    if (!(await isZarr(path))) return openFolder(path, settings);
    const { openZarr } = await import("#io/recording/zarr-source");
    return openZarr(path, settings);
  }
  const file = await openFile(path);
  try {
    const container = containerOf(file);
    if (container === "tiff") {
      await file.close();
      return await openTiff(path, settings);
    }
    if (container === "companion") {
      await file.close();
      return await openCompanion(path, basename(path), settings);
    }
    if (container === "hdf5") {
      await file.close();
      const { openHdf5 } = await import("#io/recording/hdf5/source");
      return await openHdf5(path, file.size, settings);
    }
    if (container === "png") {
      await file.close();
      return await openPicture(file, settings);
    }
    const { openItk } = await import("#io/recording/itk-source");
    const source = await openItk(file, container, settings);
    await file.close();
    return source;
  } catch (thrown) {
    await file.close().catch(() => undefined);
    throw thrown;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (thrown) {
    throw accessFailure(path, thrown);
  }
}
