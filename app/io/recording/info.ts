import { basename } from "node:path";
import { Failure } from "#contract/failure";
import { type MissingFact, noChannel, type PixelType, type RecordingInfo, type RecordingSettings } from "#contract/recording";
import { type Meaning, channelsOf } from "#io/recording/meaning";

/** A recording's facts: what the file says, overridden by what the user says; what neither says is listed as missing. */
export function recordingInfoOf(
  file: { readonly path: string; readonly bytes: number },
  plane: { readonly y: number; readonly x: number; readonly dtype: PixelType },
  said: Meaning,
  settings: RecordingSettings,
): RecordingInfo {
  const { t, c, z } = said.sizes;
  const pixelSize = settings.pixelSize === null ? said.pixelSize : ([settings.pixelSize, settings.pixelSize] as const);
  const zStep = z > 1 ? (settings.zStep ?? said.zStep) : null;
  const stamps = t > 1 && settings.interval === null && said.times ? [...said.times] : null;
  const interval = t > 1 ? (settings.interval ?? said.interval ?? (stamps ? medianStep(stamps) : null)) : null;
  const times = stamps ?? numberedTimes(t, said.frameNumbers, interval);
  const missing: MissingFact[] = [];
  if (pixelSize === null) missing.push("pixel-size");
  if (t > 1 && interval === null) missing.push("interval");
  if (z > 1 && zStep === null) missing.push("z-step");
  if (!said.axesKnown) missing.push("axes");
  if (said.dataset?.known === false) missing.push("dataset");
  const channels = withRoles(file.path, channelsOf(c, said.channelNames, said.wavelengths), settings);
  if (rolesUnknown(channels)) missing.push("channels");
  return {
    path: file.path,
    name: basename(file.path),
    format: said.format,
    bytes: file.bytes,
    shape: { t, c, z, y: plane.y, x: plane.x },
    dtype: plane.dtype,
    pixelSize,
    zStep,
    zOrigin: said.zOrigin,
    interval,
    times,
    channels,
    virtual: said.virtual,
    missing,
    ...(said.dataset && { dataset: said.dataset.path }),
    ...(said.optics && { optics: said.optics }),
    notes: [...said.notes],
  };
}

/** Whether nobody has said which of several channels shows activity. */
export function rolesUnknown(channels: RecordingInfo["channels"]): boolean {
  return channels.length > 1 && !channels.some((channel) => channel.role === "activity");
}

/**
 * Channels with the roles that the user gave them.
 *
 * @throws Failure "out-of-range" where there is no such channel
 */
export function withRoles(path: string, channels: RecordingInfo["channels"], settings: RecordingSettings): RecordingInfo["channels"] {
  const { activityChannel, referenceChannel } = settings;
  for (const [flag, wanted] of [
    ["activity", activityChannel],
    ["reference", referenceChannel === noChannel ? null : referenceChannel],
  ] as const) {
    if (wanted !== null && (!Number.isInteger(wanted) || wanted < 0 || wanted >= channels.length)) {
      throw new Failure(
        "out-of-range",
        `${path} has ${channels.length} channel${channels.length === 1 ? "" : "s"} (from 0), so the ${flag} channel cannot be ${wanted}.`,
        {
          path,
          channel: wanted,
          channels: channels.length,
        },
      );
    }
  }
  return channels.map((channel, i) => {
    if (i === activityChannel) return { ...channel, role: "activity" };
    if (i === referenceChannel) return { ...channel, role: "reference" };
    const displaced =
      (activityChannel !== null && channel.role === "activity") || (referenceChannel !== null && channel.role === "reference");
    return displaced ? { ...channel, role: "other" } : channel;
  });
}

/** Times of frames of which some in between were dropped: each keeps its place. */
function numberedTimes(frames: number, numbers: readonly number[] | undefined, interval: number | null): number[] | null {
  if (!numbers || frames < 2 || interval === null) return null;
  const first = numbers[0] ?? 0;
  return numbers.map((number) => (number - first) * interval);
}

function medianStep(times: readonly number[]): number | null {
  const steps = times
    .slice(1)
    .map((time, i) => time - (times[i] ?? 0))
    .sort((a, b) => a - b);
  const step = steps[Math.floor(steps.length / 2)];
  return step !== undefined && step > 0 ? step : null;
}
