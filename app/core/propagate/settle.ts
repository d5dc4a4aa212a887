import { predictLocally } from "#core/link/local-affine";
import type { Points } from "#core/link/points";
import { correlate, type Reach, searchSize, type Stencil } from "#core/propagate/patches";
import type { PyramidLevel } from "#core/propagate/pyramid";

/** A frame whose neurons are known, as it serves those after it. */
export interface Witness {
  /** Voxels of the first stack, [n, 3]. */
  readonly points: Points;
  /** 1 where a neuron is known in it. */
  readonly known: Uint8Array;
  /** 1 where a human set the neuron's place: it counts more. */
  readonly human: Uint8Array;
  /** How the neurons look in it, [level][neuron]; empty where unknown. */
  readonly templates: readonly (readonly Float32Array[])[];
  /** Neighbours of each neuron, nearest first. */
  readonly order: readonly Int32Array[];
  /** How much it counts. */
  readonly weight: number;
}

/** How much more a place set by a human counts than one found. */
const humanWeight = 3;

export interface SettleOptions {
  readonly reach: Reach;
  /** Rounds of looking around and asking the neighbours. */
  readonly rounds: number;
  /** Pull of the neighbours against correlation, a squared voxel. */
  readonly stiffness: number;
  /** Neighbours that are asked. */
  readonly neighbours: number;
}

/**
 * Finds the neurons at one level: each goes where it looks most like itself in the witnesses, held by springs
 * at where its neighbours carry it.
 *
 * @param start   voxels of the first stack, [n, 3]; becomes the result
 * @param fixed   1 where a place is known and stays
 * @param fit     receives the correlation at the place found, a neuron
 */
export function settleLevel(
  level: PyramidLevel,
  index: number,
  form: Stencil,
  witnesses: readonly Witness[],
  start: Points,
  fixed: Uint8Array,
  options: SettleOptions,
  fit: Float32Array,
): void {
  const n = fixed.length;
  const { reach } = options;
  const wide = 2 * reach.across + 1;
  const scores = new Float32Array(searchSize(reach));
  const factor = level.factor;
  const shift = (factor - 1) / 2;
  const down = (i: number): [number, number, number] => [
    start[3 * i]!,
    (start[3 * i + 1]! - shift) / factor,
    (start[3 * i + 2]! - shift) / factor,
  ];
  const maps: (Float32Array | null)[] = Array.from({ length: n }, () => null);
  const centres = new Int32Array(3 * n);
  for (let i = 0; i < n; i++) {
    if (fixed[i] === 1) continue;
    const there = witnesses.filter(({ known, weight }) => known[i] === 1 && weight > 0);
    if (there.length === 0) continue;
    const weights = there.map(({ weight, human }) => weight * (human[i] === 1 ? humanWeight : 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const centre = down(i).map(Math.round) as [number, number, number];
    centres.set(centre, 3 * i);
    correlate(
      level,
      centre,
      reach,
      form,
      there.map(({ templates }) => templates[index]![i]!),
      weights.map((weight) => weight / total),
      scores,
    );
    maps[i] = scores.slice();
  }
  const carried = new Float64Array(3 * n);
  for (let round = 0; round < options.rounds; round++) {
    carry(witnesses, start, options.neighbours, carried);
    for (let i = 0; i < n; i++) {
      const map = maps[i];
      if (!map) {
        if (fixed[i] === 0) for (let d = 0; d < 3; d++) start[3 * i + d] = carried[3 * i + d]!;
        continue;
      }
      const home: [number, number, number] = [
        carried[3 * i]!,
        (carried[3 * i + 1]! - shift) / factor,
        (carried[3 * i + 2]! - shift) / factor,
      ];
      let best = Number.NEGATIVE_INFINITY;
      let at = 0;
      for (let k = 0; k < map.length; k++) {
        const z = centres[3 * i]! - reach.along + Math.floor(k / (wide * wide));
        const y = centres[3 * i + 1]! - reach.across + (Math.floor(k / wide) % wide);
        const x = centres[3 * i + 2]! - reach.across + (k % wide);
        const value = map[k]! - options.stiffness * ((z - home[0]) ** 2 + (y - home[1]) ** 2 + (x - home[2]) ** 2);
        if (value > best) {
          best = value;
          at = k;
        }
      }
      const pull = (k: number, axis: number, step: number): number => {
        const place = [
          centres[3 * i]! - reach.along + Math.floor(k / (wide * wide)),
          centres[3 * i + 1]! - reach.across + (Math.floor(k / wide) % wide),
          centres[3 * i + 2]! - reach.across + (k % wide),
        ];
        place[axis] = place[axis]! + step;
        return options.stiffness * place.reduce((sum, value, d) => sum + (value - home[d]!) ** 2, 0);
      };
      const within = (axis: number, stride: number, size: number): number => {
        const index = Math.floor(at / stride) % size;
        if (index === 0 || index === size - 1) return 0;
        const left = map[at - stride]! - pull(at, axis, -1);
        const right = map[at + stride]! - pull(at, axis, 1);
        const bend = left - 2 * best + right;
        return bend < -1e-9 ? Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / bend)) : 0;
      };
      const z = centres[3 * i]! - reach.along + Math.floor(at / (wide * wide)) + within(0, wide * wide, 2 * reach.along + 1);
      const y = centres[3 * i + 1]! - reach.across + (Math.floor(at / wide) % wide) + within(1, wide, wide);
      const x = centres[3 * i + 2]! - reach.across + (at % wide) + within(2, 1, wide);
      start[3 * i] = level.shape[0] > 1 ? z : start[3 * i]!;
      start[3 * i + 1] = y * factor + shift;
      start[3 * i + 2] = x * factor + shift;
      fit[i] = map[at]!;
    }
  }
}

/** Where its neighbours say that each neuron is: the mean over the witnesses, by weight. */
export function carry(witnesses: readonly Witness[], places: Points, neighbours: number, out: Points): void {
  const n = places.length / 3;
  const sum = new Float64Array(3 * n);
  const mass = new Float64Array(n);
  const one = new Float64Array(3 * n);
  const trust = new Float64Array(n).fill(1);
  for (const { points, known, human, order, weight } of witnesses) {
    if (weight === 0) continue;
    predictLocally(points, order, known, places, trust, neighbours, 1, false, one);
    for (let i = 0; i < n; i++) {
      if (known[i] === 0) continue;
      const own = weight * (human[i] === 1 ? humanWeight : 1);
      mass[i] = mass[i]! + own;
      for (let d = 0; d < 3; d++) sum[3 * i + d] = sum[3 * i + d]! + own * one[3 * i + d]!;
    }
  }
  for (let i = 0; i < n; i++) for (let d = 0; d < 3; d++) out[3 * i + d] = mass[i]! > 0 ? sum[3 * i + d]! / mass[i]! : places[3 * i + d]!;
}
