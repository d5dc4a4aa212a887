import { channelsOf, type StudyChannels } from "#contract/channels";
import { type LengthUnit, lengthUnit, type MissingFact, type RecordingInfo, type RecordingSettings } from "#contract/recording";
import type { Workstation } from "#renderer/state/slice.ts";

/** A recording with what the user said about it. */
export interface OpenRecording {
  readonly info: RecordingInfo;
  readonly settings: RecordingSettings;
}

/** The recording on screen, of a study or before there is one. */
export function openRecordingOf({ study, draft }: Pick<Workstation, "study" | "draft">): OpenRecording | null {
  if (study) return { info: study.recording, settings: study.settings };
  return draft ? { info: draft.info, settings: draft.settings } : null;
}

/** Which channel is which, as said or as the file says. */
export function rolesOf({ info, settings }: OpenRecording): StudyChannels {
  return channelsOf(info, settings);
}

/** Pixel size in force, µm [y, x] (1 where nothing is known: pixels). */
export function pitchOf({ info, settings }: OpenRecording): readonly [number, number] {
  // Blocks of pixels that become one are as many times larger.
  const binning = settings.preparation?.binning ?? 1;
  if (settings.pixelSize !== null) return [settings.pixelSize * binning, settings.pixelSize * binning];
  return info.pixelSize ?? [1, 1];
}

/** Unit of lengths on screen: px until a pixel size is known. */
export function unitOf({ info, settings }: OpenRecording): LengthUnit {
  return settings.pixelSize === null && info.pixelSize === null ? "px" : lengthUnit(settings);
}

/** Acquisition time of a frame, s; null where it is not known. */
export function frameTime({ info, settings }: OpenRecording, t: number): number | null {
  const stamped = settings.interval === null ? info.times?.[t] : undefined;
  if (stamped !== undefined) return stamped;
  const interval = settings.interval ?? info.interval;
  return interval === null ? null : t * interval;
}

const factWords = {
  "pixel-size": "the pixel size",
  interval: "the interval",
  "z-step": "the distance of planes",
  axes: "the axes",
  dataset: "which array inside the file is the recording",
  channels: "the activity channel",
} as const;

/** "the pixel size and the interval"; empty where nothing is missing. */
export function missingWords(missing: ReturnType<typeof stillMissing>): string {
  const named = missing.map((fact) => factWords[fact]);
  return named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}` : (named[0] ?? "");
}

/** What is still unknown after what the user said. */
export function stillMissing({ info, settings }: OpenRecording): readonly MissingFact[] {
  const said: Readonly<Record<MissingFact, number | string | null>> = {
    "pixel-size": settings.pixelSize,
    interval: settings.interval,
    "z-step": settings.zStep,
    axes: settings.axes,
    dataset: settings.dataset,
    channels: settings.activityChannel,
  };
  return info.missing.filter((fact) => said[fact] === null);
}
