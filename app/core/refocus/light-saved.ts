import type { RecordingInfo } from "#contract/recording";

/**
 * The light that refocusing spares a sample: exposures of a scanned stack against the one recorded, times the exposure.
 *
 * @param planes of a stack
 * @param frames of the movie
 * @returns      a sentence for people
 */
export function lightSaved(planes: number, frames: number, info: Pick<RecordingInfo, "optics" | "interval">): string {
  const spared = (planes - 1) * frames;
  const start = `${planes} exposures a frame become 1`;
  const exposure = info.optics?.exposure ?? null;
  if (exposure !== null) return `${start}: ${durationText(spared * exposure)} of light at ${millis(exposure)} an exposure`;
  if (info.interval !== null)
    return `${start}: ${spared.toLocaleString("en")} exposures in all; the file does not say how long each was (at most ${millis(info.interval)})`;
  return `${start}: ${spared.toLocaleString("en")} exposures in all`;
}

function millis(seconds: number): string {
  return seconds < 1 ? `${Number((seconds * 1000).toPrecision(3))} ms` : `${Number(seconds.toPrecision(3))} s`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 3600) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}
