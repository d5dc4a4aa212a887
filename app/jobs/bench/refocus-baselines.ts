import { KnownBlur } from "#core/refocus/baselines/known-blur";
import { RichardsonLucy } from "#core/refocus/baselines/richardson-lucy";
import { Wiener } from "#core/refocus/baselines/wiener";
import { median } from "#core/image/percentile";
import { sceneCamera, type RefocusScene } from "#jobs/bench/refocus-scene";

/** Depths in which light is looked for, µm. */
const emitters = Array.from({ length: 24 }, (_, k) => k - 11.5);
const noises = [0.003, 0.03, 0.3, 3] as const;
/** Rounds after which the planes are looked at. */
const rounds = [6, 12, 24] as const;

/** What a classic method makes of a recorded frame, its setting the best in hindsight. */
export interface BaselinePlanes {
  readonly planes: readonly Float32Array[];
  readonly setting: number;
  readonly seconds: number;
}

/** Rows of the frame, in which the whole worm lies, that the classic methods are given: they take long. */
const strip = [128, 320] as const;

/** The rows of a plane that are compared. */
export function stripOf(plane: Float32Array, { shape }: Pick<RefocusScene, "shape">): Float32Array {
  return plane.subarray(strip[0] * shape[1], strip[1] * shape[1]) as Float32Array;
}

/** Both classic methods on a strip of one scene; they know its point spread exactly, coma and astigmatism included. */
export class Baselines {
  readonly #blur: KnownBlur;
  readonly #wiener: Wiener;

  constructor(
    scene: RefocusScene,
    readonly depths: readonly number[],
  ) {
    this.#blur = new KnownBlur(scene.optics, [strip[1] - strip[0], scene.shape[1]], scene.pitch, emitters);
    this.#wiener = new Wiener(this.#blur, depths);
  }

  /** @param judge how good planes are; the setting with the most is taken */
  wiener(frame: Float32Array, judge: (planes: readonly Float32Array[]) => number): BaselinePlanes {
    const light = frame.slice();
    const ground = median(light);
    for (let i = 0; i < light.length; i++) light[i] = light[i]! - ground;
    return best(
      noises.map((setting) => {
        const began = performance.now();
        const planes = this.#wiener.planes(light, setting);
        return { planes, setting, seconds: (performance.now() - began) / 1000 };
      }),
      judge,
    );
  }

  richardsonLucy(frame: Float32Array, judge: (planes: readonly Float32Array[]) => number): BaselinePlanes {
    const photons = frame.map((grey) => (grey - sceneCamera.offset) / sceneCamera.gain);
    const estimate = new RichardsonLucy(this.#blur, photons, Math.max(median(photons), 0.1));
    let done = 0;
    let spent = 0;
    const tries = rounds.map((setting) => {
      const began = performance.now();
      estimate.iterate(setting - done);
      done = setting;
      spent += (performance.now() - began) / 1000;
      const drawn = performance.now();
      const planes = estimate.planes(this.depths);
      return { planes, setting, seconds: spent + (performance.now() - drawn) / 1000 };
    });
    return best(tries, judge);
  }
}

function best(tries: readonly BaselinePlanes[], judge: (planes: readonly Float32Array[]) => number): BaselinePlanes {
  const scores = tries.map(({ planes }) => judge(planes));
  return tries[scores.indexOf(Math.max(...scores))]!;
}
