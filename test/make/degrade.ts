import { readFileSync } from "node:fs";
import type { BlobTable } from "#contract/table";
import { blobsOf } from "#core/link/table-ops";
import { normal, seeded } from "#test/make/nuclei";

/** True places of neurons: [t][neuron] = z, y, x. */
export type Course = readonly (readonly (readonly [number, number, number])[])[];

/** The curated tracks of the ZephIR demo, in pixels (z:xy 4). */
export function zephirCourse(): Course {
  const course: [number, number, number][][] = [];
  const lines = readFileSync(new URL("../fixtures/zephir/tracks_t0-199.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  for (const line of lines) {
    const [t, id, x, y, z] = line.split(",").map(Number) as [number, number, number, number, number];
    course[t] ??= [];
    course[t][id] = [4 * z, y, x];
  }
  return course;
}

/** Detections as a detector would give them: some missed, some that are none, all jittered. `neuron` is −1 for these. */
export function degrade(
  course: Course,
  every: number,
  missed: number,
  spurious: number,
  jitter: number,
  seed: number,
): { readonly blobs: BlobTable; readonly neuron: Int32Array; readonly frames: number } {
  const random = seeded(seed);
  const rows: { readonly t: number; readonly place: number[]; readonly neuron: number }[] = [];
  const visited = course.filter((_, t) => t % every === 0);
  visited.forEach((places, t) => {
    const low = [0, 1, 2].map((d) => Math.min(...places.map((place) => place[d]!)));
    const high = [0, 1, 2].map((d) => Math.max(...places.map((place) => place[d]!)));
    places.forEach((place, neuron) => {
      if (random() < missed) return;
      rows.push({ t, neuron, place: place.map((value) => value + jitter * normal(random)) });
    });
    for (let i = 0; i < spurious * places.length; i++)
      rows.push({ t, neuron: -1, place: low.map((value, d) => value + random() * (high[d]! - value)) });
  });
  const blobs = blobsOf(rows.length);
  rows.forEach(({ t, place }, row) => {
    blobs.t[row] = t;
    blobs.z[row] = place[0]!;
    blobs.y[row] = place[1]!;
    blobs.x[row] = place[2]!;
    blobs.radius[row] = 2;
    blobs.intensity[row] = 100;
    blobs.confidence[row] = 1;
  });
  return { blobs, neuron: Int32Array.from(rows, ({ neuron }) => neuron), frames: visited.length };
}

/** A cloud of neurons in a worm that sways and breathes, swinging by `swing` rad. */
export function swayingCourse(neurons: number, frames: number, swing: number, seed: number): Course {
  const random = seeded(seed);
  const home = Array.from({ length: neurons }, () => [20 * random() - 10, 24 * random() - 12, 120 * random()] as const);
  return Array.from({ length: frames }, (_, t) =>
    home.map(([z, y, x]) => {
      const s = x / 120;
      const angle = swing * Math.sin(2 * Math.PI * (t / 60 - 0.7 * s));
      const bend = ((120 * swing) / (2 * Math.PI * 0.7)) * (Math.cos(2 * Math.PI * (t / 60 - 0.7 * s)) - Math.cos((2 * Math.PI * t) / 60));
      return [z * (1 + 0.05 * Math.sin(t / 15)), bend + y * Math.cos(angle), x - y * Math.sin(angle)] as const;
    }),
  );
}
