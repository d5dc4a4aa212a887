import type { Triple } from "#contract/geometry";
import { neighbourOrder, type Points } from "#core/link/points";
import { type Stencil, stencil, template } from "#core/propagate/patches";
import { halvings, pyramid, type PyramidLevel } from "#core/propagate/pyramid";
import { settleLevel, type Witness } from "#core/propagate/settle";

export interface PropagationOptions {
  /** Radius of a nucleus, voxels [z, y, x]. */
  readonly radius: Triple;
}

/** Where the neurons of a frame were found. */
export interface PlacedFrame {
  /** Voxels, [n, 3], z, y, x. */
  readonly points: Points;
  /** 0..1 a neuron; 0 where it is not known at all, 1 where a human set it. */
  readonly confidence: Float64Array;
}

/** Places known in a frame, by index of the neuron: voxels z, y, x. */
export type Anchors = ReadonlyMap<number, readonly [number, number, number]>;

const fineVoxels = 3;
const across = 7;
const levels = 4;
/** Pull of the neighbours: a voxel off costs as much as this fall of the correlation. */
const stiffness = 0.07;
const neighbours = 6;

/**
 * Carries neurons from frames where they are known to frames where they are not, by what they and their
 * surroundings look like. Patches are compared from coarse to fine with those of several known frames at once;
 * each neuron is held by springs at where its neighbours go.
 */
export class Propagation {
  readonly #form: Stencil;
  readonly #finest: number;
  readonly #levels: number;
  readonly #along: number;
  readonly #witnesses = new Map<number, Witness>();

  /**
   * @param shape   voxels of a stack
   * @param neurons how many are carried
   */
  constructor(
    readonly shape: Triple,
    readonly neurons: number,
    options: PropagationOptions,
  ) {
    this.#finest = Math.max(0, Math.round(Math.log2(options.radius[2] / fineVoxels)));
    this.#levels = Math.max(1, Math.min(levels, halvings(shape, 12) - this.#finest + 1));
    this.#along = shape[0] > 1 ? Math.max(1, Math.min(3, Math.round(2 * options.radius[0]))) : 0;
    this.#form = stencil(across, this.#along);
  }

  /** @param t a frame that shows the way no more */
  forget(t: number): void {
    this.#witnesses.delete(t);
  }

  /**
   * Finds the neurons of a frame.
   *
   * @param data    [z, y, x], grey levels above background
   * @param parents frames placed before, by weight, the first giving the start
   * @param anchors places that are known and stay
   */
  place(t: number, data: Float32Array, parents: readonly { readonly t: number; readonly weight: number }[], anchors: Anchors): PlacedFrame {
    const stack = pyramid(data, this.shape, this.#finest, this.#levels);
    const witnesses = parents.flatMap(({ t: from, weight }) => {
      const witness = this.#witnesses.get(from);
      return witness === undefined ? [] : [{ ...witness, weight }];
    });
    const n = this.neurons;
    const points = new Float64Array(3 * n);
    const known = new Uint8Array(n);
    for (const witness of witnesses) {
      for (let i = 0; i < n; i++) {
        if (known[i] === 1 || witness.known[i] === 0) continue;
        known[i] = 1;
        for (let d = 0; d < 3; d++) points[3 * i + d] = witness.points[3 * i + d]!;
      }
    }
    const fixed = new Uint8Array(n);
    for (const [i, place] of anchors) {
      fixed[i] = known[i] = 1;
      points.set(place, 3 * i);
    }
    const fit = new Float32Array(n);
    if (witnesses.some(({ weight }) => weight > 0)) {
      for (let level = stack.length - 1; level >= 0; level--) {
        const isCoarsest = level === stack.length - 1;
        const reach = { along: this.#along > 0 ? (isCoarsest ? 2 : 1) : 0, across: isCoarsest ? 5 : 3 };
        settleLevel(stack[level]!, level, this.#form, witnesses, points, fixed, { reach, rounds: 4, stiffness, neighbours }, fit);
      }
    }
    this.#remember(t, stack, points, known, fixed);
    const confidence = Float64Array.from({ length: n }, (_, i) => (fixed[i] === 1 ? 1 : known[i] === 0 ? 0 : confidenceOf(fit[i]!)));
    return { points, confidence };
  }

  #remember(t: number, stack: readonly PyramidLevel[], points: Points, known: Uint8Array, human: Uint8Array): void {
    const templates = stack.map((level) =>
      Array.from({ length: this.neurons }, (_, i) => {
        if (known[i] === 0) return new Float32Array(0);
        const shift = (level.factor - 1) / 2;
        return template(
          level,
          [points[3 * i]!, (points[3 * i + 1]! - shift) / level.factor, (points[3 * i + 2]! - shift) / level.factor],
          this.#form,
        );
      }),
    );
    this.#witnesses.set(t, { points, known, human, templates, order: neighbourOrder(points, 24), weight: 1 });
  }
}

/**
 * Chance that a place is right, from how well it looks like the places it came from. Calibrated on places of
 * a real movie within a nucleus' radius of the curated ones (docs/accuracy.md).
 */
function confidenceOf(fit: number): number {
  return 1 / (1 + (Math.E * (1 - Math.min(fit, 1))) ** 1.9);
}
