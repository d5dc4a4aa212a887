import type { BlobTable } from "#contract/table";
import { placeNuclei, positionOf } from "#core/optics/nuclei";
import { Random } from "#core/optics/random";
import { wormMotion } from "#core/optics/worm-pose";

/** True places of neurons, µm: [t][neuron] = z, y, x. */
export type Course = readonly (readonly (readonly [number, number, number])[])[];

/** A simulated worm of which only the nuclei's places are of interest. */
export interface CourseOptions {
  readonly neurons: number;
  readonly frames: number;
  /** s between frames. */
  readonly interval: number;
  /** Swing of the running bends, radians: 0.12 a held worm, 0.9 a strongly bending one. */
  readonly bend: number;
  readonly seed: number;
}

/** Where every nucleus of a simulated worm lies in every frame; the simulator's own animal, without its light. */
export function wormCourse({ neurons, frames, interval, bend, seed }: CourseOptions): Course {
  const field = [100, 180] as const;
  const radius = 11;
  const thickness = 9;
  const nuclei = placeNuclei(neurons, { length: 0.86 * field[1], radius, thickness, seed });
  const pose = wormMotion({ field, radius, thickness: thickness + 0.6, bend, seed });
  return Array.from({ length: frames }, (_, t) => {
    const time = t * interval;
    const body = pose(time);
    return nuclei.map((nucleus) => positionOf(nucleus, body, thickness, time));
  });
}

/** What a detector does to true places. */
export interface Degradation {
  /** Share of the neurons of a frame that are missed. */
  readonly missed: number;
  /** Blobs that are none, over the true ones; they lie anywhere in the box around the neurons. */
  readonly spurious: number;
  /** Standard deviation of every coordinate's error, in the unit of the course. */
  readonly jitter: number;
  readonly seed: number;
}

/** Detections as a detector would give them; `neuron` is −1 for those that are none. Rows of a frame stand together, in mixed order. */
export function degraded(course: Course, how: Degradation): { readonly blobs: BlobTable; readonly neuron: Int32Array } {
  const random = new Random(how.seed, 41);
  const rows: { readonly t: number; readonly place: readonly number[]; readonly neuron: number }[] = [];
  course.forEach((places, t) => {
    const own: (typeof rows)[number][] = [];
    places.forEach((place, neuron) => {
      if (random.uniform() >= how.missed) own.push({ t, neuron, place: place.map((value) => value + random.normal(0, how.jitter)) });
    });
    const [low, high] = [Math.min, Math.max].map((end) => [0, 1, 2].map((d) => end(...places.map((place) => place[d]!)))) as [
      number[],
      number[],
    ];
    const count = Math.round(how.spurious * places.length);
    for (let i = 0; i < count; i++) own.push({ t, neuron: -1, place: low.map((value, d) => random.uniform(value, high[d]!)) });
    for (let i = own.length - 1; i > 0; i--) {
      const j = Math.floor(random.uniform(0, i + 1));
      [own[i], own[j]] = [own[j]!, own[i]!];
    }
    rows.push(...own);
  });
  const column = (pick: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
  return {
    blobs: {
      t: Int32Array.from(rows, ({ t }) => t),
      z: column(({ place }) => place[0]!),
      y: column(({ place }) => place[1]!),
      x: column(({ place }) => place[2]!),
      radius: column(() => 1.4),
      intensity: column(() => 100),
      confidence: column(() => 1),
    },
    neuron: Int32Array.from(rows, ({ neuron }) => neuron),
  };
}
