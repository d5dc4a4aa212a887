/**
 * Time stamps of frames, s, counted from the first, to the nanosecond.
 *
 * @returns null where a frame bears none, or not each is later than the one before
 */
export function fromFirst(stamps: readonly (number | null | undefined)[]): number[] | null {
  const [first] = stamps;
  if (first === null || first === undefined || stamps.length < 2) return null;
  const times: number[] = [];
  for (const stamp of stamps) {
    if (stamp === null || stamp === undefined || !Number.isFinite(stamp)) return null;
    const time = Number((stamp - first).toFixed(9));
    if (times.length > 0 && time <= (times.at(-1) ?? 0)) return null;
    times.push(time);
  }
  return times;
}
