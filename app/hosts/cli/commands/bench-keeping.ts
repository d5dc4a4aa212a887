import type { KeepingTimes } from "#jobs/bench/keeping";
import type { StorageTime } from "#jobs/bench/storage";

/** % of a run. */
const aroundFloors = { raw: 15, packed: 35 } as const;

/** Everything around the network as a share of a run: raw volumes, and the cheapest compression. */
export function storageChecks(storage: readonly StorageTime[]) {
  const least = (kept: (way: StorageTime) => boolean) => 100 * Math.min(...storage.filter(kept).map(({ around }) => around));
  const check = (value: number, floor: number) => ({ value, floor, unit: "% (at most)", pass: value <= floor });
  return {
    "around the network, volumes stored raw": check(
      least(({ storage: kind, compression }) => kind === "uint16" && compression === "none"),
      aroundFloors.raw,
    ),
    "around the network, volumes compressed": check(
      least(({ compression }) => compression !== "none"),
      aroundFloors.packed,
    ),
  };
}

/** What keeping costs, as a share of the time a frame's conversion takes. */
export function keepingTable({ plain, levels, check, labels }: KeepingTimes, volume: number): string[] {
  const share = (seconds: number) => `${ms(seconds)}, ${((100 * seconds) / volume).toFixed(1)} % of the frame's conversion`;
  return [
    `  smaller copies of a frame             ${share(levels - plain)}`,
    `  checking a stored frame               ${share(check)}`,
    `  labels of a frame, when exporting     ${share(labels)}`,
  ];
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`;
}
