import { Failure } from "#contract/failure";
import { type Preparation, preparedParts } from "#contract/preparation";
import { type RecordingInfo, type RecordingSettings, unsaid } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import { spreadFrames } from "#core/image/movie-scale";
import { companionPath, halves, joined } from "#io/recording/channel-layout";
import { rolesUnknown, withRoles } from "#io/recording/info";
import { type CalibrationImage, preparedSource } from "#io/recording/prepared-source";

/** Opens a file as it was recorded. */
type Open = (path: string, settings: RecordingSettings) => Promise<FrameSource>;

/** Frames of a calibration file that are averaged. */
const averaged = 32;

/**
 * Opens a recording with its channels brought together and its frames prepared, as the settings say.
 *
 * @throws Failure of `open`; "out-of-range" | "wrong-axes" | "not-found" where layout or preparation do not fit
 */
export async function openAsSaid(path: string, settings: RecordingSettings, open: Open): Promise<FrameSource> {
  const { layout, preparation } = settings;
  const prepared = preparation !== null && Object.keys(preparedParts(preparation)).length > 0;
  const laidOut = layout === null ? await open(path, settings) : await openLaidOut(path, settings, open);
  try {
    return prepared
      ? preparedSource(laidOut, preparation, settings, calibrationOf(path, laidOut.info, preparation, settings, open))
      : laidOut;
  } catch (thrown) {
    await laidOut.close();
    throw thrown;
  }
}

/** Roles belong to the channels that the layout makes, so the files are opened without them. */
async function openLaidOut(path: string, settings: RecordingSettings, open: Open): Promise<FrameSource> {
  const bare = { ...settings, activityChannel: null, referenceChannel: null };
  const opened = [await open(path, bare)];
  try {
    if (settings.layout?.kind === "files") opened.push(await open(companionPath(path, settings.layout.path), bare));
    const [first, second] = opened as [FrameSource, FrameSource | undefined];
    const source = second ? joined(first, second) : settings.layout?.kind === "halves" ? halves(first, settings.layout) : first;
    const channels = withRoles(path, source.info.channels, settings);
    const missing = source.info.missing.filter((fact) => fact !== "channels");
    return {
      info: { ...source.info, channels, missing: rolesUnknown(channels) ? [...missing, "channels"] : missing },
      read: (t, c, z) => source.read(t, c, z),
      close: () => source.close(),
    };
  } catch (thrown) {
    for (const source of opened) await source.close();
    throw thrown;
  }
}

function calibrationOf(path: string, info: RecordingInfo, asked: Preparation, settings: RecordingSettings, open: Open) {
  const image = (choice: string, file: string, word: string): CalibrationImage | null => {
    if (choice !== "file") return null;
    if (file.trim() === "") throw new Failure("invalid-input", `The ${word} is to be read from a file; say which.`, { path });
    const place = companionPath(path, file);
    return (c) => meanFrame(place, c, info, settings, open);
  };
  return {
    background: image(asked.backgroundImage, asked.backgroundFile, "background image"),
    flatField: image(asked.flatField, asked.flatFieldFile, "flat field"),
  };
}

/** Mean of a calibration file's frames; a file of one channel stands for all. */
async function meanFrame(path: string, c: number, info: RecordingInfo, settings: RecordingSettings, open: Open): Promise<Float32Array> {
  // Pages of a plain file are frames here, whatever those of the recording are.
  const bare = { ...unsaid, layout: settings.layout?.kind === "halves" ? settings.layout : null };
  const source = bare.layout === null ? await open(path, bare) : await openLaidOut(path, bare, open);
  try {
    const { shape, name } = source.info;
    if (shape.y !== info.shape.y || shape.x !== info.shape.x) {
      throw new Failure(
        "wrong-axes",
        `${name} has frames of ${shape.y} × ${shape.x} pixels (y × x) and the recording ${info.shape.y} × ${info.shape.x}; a calibration is made with the same camera settings.`,
        { path, size: [shape.y, shape.x], wanted: [info.shape.y, info.shape.x] },
      );
    }
    const channel = c < shape.c ? c : 0;
    const mean = new Float32Array(shape.y * shape.x);
    const frames = spreadFrames(shape.t, averaged);
    for (const t of frames) {
      const { data } = await source.read(t, channel, 0);
      for (let i = 0; i < mean.length; i++) mean[i] = mean[i]! + data[i]! / frames.length;
    }
    return mean;
  } finally {
    await source.close();
  }
}
