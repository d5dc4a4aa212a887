import type { Frame } from "#core/identify/orientation";

/** How the atlas is laid over a recording to begin with. */
export interface Start {
  /** Where left, tail and dorsal point. */
  readonly frame: Frame;
  /** Point of the recording [z, y, x] and of the atlas (left, tail, dorsal) that are laid on each other. */
  readonly start: { readonly recording: readonly number[]; readonly atlas: readonly number[] };
}

/** 1, left, tail, dorsal about the start, and the bend: tail squared and cubed, in units of 100 µm. */
export function termsOf(position: readonly number[], about: readonly number[]): number[] {
  const [left, tail, dorsal] = [position[0]! - about[0]!, position[1]! - about[1]!, position[2]! - about[2]!];
  const far = tail / 100;
  return [1, left, tail, dorsal, far * far * 10, far * far * far * 5];
}

/** What is believed of a map before points are seen. */
export interface Prior {
  readonly map: readonly (readonly number[])[];
  /** Belief in each term, 1/µm² of its own unit. */
  readonly weight: readonly number[];
}

/** A map near the given orientation, at true scale. */
export function priorOf({ frame, start }: Start): Prior {
  const map = [0, 1, 2].map((axis) => [start.recording[axis]!, frame[0][axis]!, frame[1][axis]!, frame[2][axis]!, 0, 0]);
  // A start may be 30 µm off; slopes by 0.15; bends by some ten µm at 100 µm from the middle.
  return { map, weight: [1 / 30 ** 2, 1 / 0.15 ** 2, 1 / 0.15 ** 2, 1 / 0.15 ** 2, 1, 1] };
}

/** Scatter between individuals that is expected before anything is known, µm, and how many neurons' worth of belief. */
const expected = 3;
const belief = 10;

/** Scatter of points about their places, gathered point by point onto what is expected of it. */
export class Scatter {
  readonly #sum = [0, 1, 2].map((a) => [0, 1, 2].map((b) => (a === b ? belief * expected ** 2 : 0)));
  #total = belief;

  /** Takes a point that lies z, y, x µm away from its place, by its share 0..1. */
  add(z: number, y: number, x: number, share = 1): void {
    const away = [z, y, x];
    this.#total += share;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) this.#sum[a]![b]! += share * away[a]! * away[b]!;
  }

  /** µm², [z, y, x] × [z, y, x]; on no axis less than `floor` µm. */
  covariance(floor = 0): number[][] {
    return this.#sum.map((row, a) => row.map((sum, b) => (a === b ? Math.max(sum / this.#total, floor ** 2) : sum / this.#total)));
  }
}
