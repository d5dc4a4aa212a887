import { join } from "node:path";
import { defaultsOf, extractSheet } from "#contract/parameters";
import { unsaid } from "#contract/recording";
import type { Progress } from "#contract/source";
import type { TrackTable } from "#contract/table";
import { concatTracks } from "#core/link/table-ops";
import { type Course, degraded, wormCourse } from "#core/optics/course";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { newStudy } from "#io/study/new-study";
import { writeTracks } from "#io/table/tracks";
import { importTracks } from "#jobs/import-tracks";
import { runStep } from "#jobs/run-step";

const neurons = 120;
const frames = 400;
const planes = 8;
/** µm, [z, y, x]. */
const voxel = [2, 0.9, 0.9] as const;
const size = [112, 200] as const;
/** Lifts the worm so that its stacks begin at 0, µm. */
const lift = 7;
/** Frames that the neighbours are exchanged for, one pair each. */
const lengths = [2, 4, 8, 16, 32, 60];

/** A study whose neurons are exchanged in places, and what would put them right. */
export interface CorrectedMovie {
  readonly study: string;
  readonly neurons: number;
  readonly frames: number;
  readonly course: Course;
  /** Neighbours exchanged in frames from..to−1. */
  readonly exchanges: readonly { readonly track: number; readonly other: number; readonly from: number; readonly to: number }[];
}

/**
 * Scanned stacks of a simulated worm whose tracks are known, some of them exchanged for a while, with traces read:
 * what a curator has before the first correction.
 */
export async function* makeCorrectedMovie(folder: string, signal: AbortSignal): AsyncGenerator<Progress, CorrectedMovie> {
  const course = wormCourse({ neurons, frames, interval: 0.3, bend: 0.12, seed: 41 }).map((places) =>
    places.map(([z, y, x]) => [z + lift, y, x] as const),
  );
  const movie = join(folder, "corrected.ome.tif");
  yield { done: 0, total: frames, message: "making a movie to correct" };
  await writeMovie(movie, course);
  const { blobs, neuron } = degraded(course, { missed: 0.1, spurious: 0.1, jitter: 0.325, seed: 4 });
  const tracks = concatTracks([{ ...blobs, track: neuron.slice(), source: new Uint8Array(neuron.length) }]);
  const exchanges = lengths.map((length, i) => {
    const [track, from] = [(5 + 20 * i) % neurons, 20 + 55 * i];
    return { track, other: nearest(course, from + (length >> 1), track), from, to: from + length };
  });
  for (const { track, other, from, to } of exchanges) exchange(tracks, track, other, from, to);
  const csv = join(folder, "corrected.csv");
  await writeTracks(csv, tracks);
  const study = await newStudy(join(folder, "corrected.study"), movie, unsaid, false);
  try {
    await importTracks(study, csv, { unit: "µm", as: "tracks" });
    const run = runStep(study, "extract", defaultsOf(extractSheet), signal);
    for (;;) {
      const next = await run.next();
      if (next.done) break;
      yield next.value;
    }
    return { study: study.path, neurons, frames, course, exchanges };
  } finally {
    study.close();
  }
}

function exchange(tracks: TrackTable, one: number, other: number, from: number, to: number): void {
  tracks.track.forEach((track, row) => {
    if (tracks.t[row]! < from || tracks.t[row]! >= to) return;
    if (track === one) tracks.track[row] = other;
    else if (track === other) tracks.track[row] = one;
  });
}

function nearest(course: Course, t: number, neuron: number): number {
  const away = course[t]!.map((place) => Math.hypot(...place.map((value, d) => value - course[t]![neuron]![d]!)));
  away[neuron] = Number.POSITIVE_INFINITY;
  return away.indexOf(Math.min(...away));
}

/** Every nucleus a Gaussian ball on a dim ground. */
async function writeMovie(path: string, course: Course): Promise<void> {
  const [height, width] = size;
  const writer = await createOmeTiff(path, {
    shape: { t: frames, c: 1, z: planes, y: height, x: width },
    dtype: "uint16",
    pixelSize: [voxel[1], voxel[2]],
    zStep: voxel[0],
    interval: 0.3,
    channels: [{ name: "GCaMP", role: "activity", wavelength: 520 }],
  });
  try {
    const stack = new Uint16Array(planes * height * width);
    for (const places of course) {
      stack.fill(100);
      places.forEach((place, i) => draw(stack, place, 300 + 5 * i));
      for (let z = 0; z < planes; z++) await writer.write(stack.subarray(z * height * width, (z + 1) * height * width));
    }
    await writer.finish();
  } finally {
    await writer.abort();
  }
}

/** A ball whose image widens with the distance from its own depth while its light stays the same, as refocused stacks show it. */
function draw(stack: Uint16Array, [z, y, x]: readonly [number, number, number], height: number): void {
  const [height0, width0] = size;
  for (let k = 0; k < planes; k++) {
    const spread = Math.hypot(1.1, 0.25 * (k * voxel[0] - z));
    const fade = (1.1 / spread) ** 2 * Math.exp(-0.5 * ((k * voxel[0] - z) / 3) ** 2);
    if (fade < 0.02) continue;
    const [cy, cx] = [Math.round(y / voxel[1]), Math.round(x / voxel[2])];
    for (let j = Math.max(0, cy - 4); j <= Math.min(height0 - 1, cy + 4); j++) {
      for (let i = Math.max(0, cx - 4); i <= Math.min(width0 - 1, cx + 4); i++) {
        const far = ((j * voxel[1] - y) ** 2 + (i * voxel[2] - x) ** 2) / spread ** 2;
        const index = (k * height0 + j) * width0 + i;
        stack[index] = Math.min(65535, stack[index]! + fade * height * Math.exp(-0.5 * far));
      }
    }
  }
}
