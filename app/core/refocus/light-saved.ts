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
  const start = `${spared.toLocaleString("en")} exposures (${planes} a frame become 1)`;
  const exposure = info.optics?.exposure ?? null;
  if (exposure !== null) return `${durationText(spared * exposure)}: ${start} of ${millis(exposure)}`;
  return info.interval === null ? start : `${start}, each of at most ${millis(info.interval)}`;
}

function millis(seconds: number): string {
  return seconds < 1 ? `${Number((seconds * 1000).toPrecision(3))} ms` : `${Number(seconds.toPrecision(3))} s`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 3600) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}
