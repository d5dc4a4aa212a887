import type { SharingTimes } from "#jobs/bench/sharing";

/** Most that two shards on two cores may take of the time of one on one. */
const floor = 0.6;
const name = "two shards on two cores over one on one";

export function sharingChecks(sharing: SharingTimes | null) {
  if (sharing === null) return {};
  const { share } = sharing;
  return { [name]: { value: share, floor, unit: "× (at most)", pass: share <= floor } };
}

/** On a machine of one core there is nothing to measure, and the line says so. */
export function sharingLines(sharing: SharingTimes | null): string[] {
  if (sharing === null) return ["  two shards                            skipped: this machine has one core"];
  const { frames, one, two, share } = sharing;
  return [
    `  ${name}        ${share.toFixed(2)} × (at most)  floor ${floor}  ${share <= floor ? "met" : "NOT MET"}`,
    `  ${frames} frames by one process of one thread ${one.toFixed(1)} s, by two of half the frames each ${two.toFixed(1)} s`,
  ];
}
