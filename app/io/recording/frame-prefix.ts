import type { Meaning } from "#io/recording/meaning";

/**
 * The frames of a file that was cut short: the longest run from the first on of which every channel and plane is there.
 *
 * @param has whether a page is in the file
 * @returns the meaning for those frames with a note, as it was where all are there, or null where not even the first is whole
 */
export function wholeFrames(said: Meaning, has: (page: number) => boolean): Meaning | null {
  const { t, c, z } = said.sizes;
  const whole = (frame: number): boolean => {
    for (let channel = 0; channel < c; channel++) {
      for (let plane = 0; plane < z; plane++) {
        if (!has(said.pageOf(frame, channel, plane))) return false;
      }
    }
    return true;
  };
  let present = 0;
  while (present < t && whole(present)) present++;
  if (present === t) return said;
  if (present === 0) return null;
  return {
    ...said,
    sizes: { t: present, c, z },
    times: said.times?.slice(0, present) ?? null,
    ...(said.frameNumbers && { frameNumbers: said.frameNumbers.slice(0, present) }),
    notes: [...said.notes, `The file is cut off: the first ${present} of ${t} frames are whole and are read.`],
  };
}
