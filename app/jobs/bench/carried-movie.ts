import { join } from "node:path";
import type { VolumeSource } from "#contract/source";
import { positionSources, type TrackTable } from "#contract/table";
import { unsaid } from "#contract/recording";
import { readOutFrame } from "#core/activity/read-out";
import { quantile } from "#core/link/points";
import { concatTracks, tracksOf } from "#core/link/table-ops";
import type { Course } from "#core/optics/course";
import { pearson } from "#core/score/traces";
import { openRecording } from "#io/recording/open";
import { numbers, readSheet } from "#io/table/read-sheet";
import { volumesOf } from "#io/volume/of-recording";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { zephirCourse } from "#jobs/bench/real-tracks";
import type { Reliability } from "#jobs/bench/reliability";
import { propagateTracks } from "#jobs/propagate";

/** Frames that are annotated, each alone; nothing was tuned on them. */
const annotated = [10, 75, 115, 175];
const mostCorrections = 5;
/** px. */
const near = 3;
const readOutRadius = 2;

/** Neurons carried from one annotated frame through the 200 frames of a real movie whose tracks are known. */
export async function carriedMovie(folder: string): Promise<{ readonly figures: Accuracy[]; readonly reliability: Reliability }> {
  const course = await zephirCourse(join(folder, "tracks_t0-199.csv"));
  const recording = await openRecording(join(folder, "movie_xy_mip.tif"), { ...unsaid, pixelSize: 1, axes: "t" });
  const whole = volumesOf(recording);
  const source = { ...whole, frames: course.length, read: whole.read };
  const sheet = await readSheet(join(folder, "traces_t0-199.csv"));
  const published = sheet.columns.map((name) => numbers(sheet, name, { missing: "need" }));
  const reliability: Reliability = [];
  const first: Result[] = [];
  const corrected: number[] = [];
  try {
    for (const t of annotated) {
      let annotations = placesAt(course, t);
      let result = await carry(source, course, published, annotations);
      first.push(result);
      reliability.push(...result.reliability);
      for (let n = 0; n < mostCorrections && result.worst !== null; n++) {
        annotations = concatTracks([annotations, placesAt(course, result.worst.t, result.worst.neuron)]);
        result = await carry(source, course, published, annotations);
      }
      corrected.push(result.within);
    }
  } finally {
    await source.close();
  }
  const note = `annotated: frame ${annotated.join(", ")}, each alone`;
  return {
    figures: [
      figure(
        "one annotated frame through the real movie, within 3 px",
        first.map(({ within }) => within),
        0.95,
        0.98,
        note,
      ),
      figure(
        "its traces, median r with the published ones",
        first.map(({ median }) => median),
        0.88,
        0.92,
        "mean of a disc of 2 px; curated tracks read alike give .916",
      ),
      figure(
        "its traces, 10th percentile of r",
        first.map(({ low }) => low),
        null,
        null,
        "",
      ),
      figure("after five corrections, within 3 px", corrected, 0.97, 0.995, "each in the middle of the longest wrong stretch"),
    ],
    reliability,
  };
}

interface Result {
  readonly within: number;
  readonly median: number;
  readonly low: number;
  readonly reliability: Reliability;
  /** The middle of the longest wrong stretch; null where nothing is wrong. */
  readonly worst: { readonly t: number; readonly neuron: number } | null;
}

async function carry(source: VolumeSource, course: Course, published: readonly Float64Array[], annotations: TrackTable): Promise<Result> {
  const job = propagateTracks(source, annotations, { channel: 0, radius: near, references: null }, new AbortController().signal);
  let next = await job.next();
  while (!next.done) next = await job.next();
  const tracks = next.value;
  const neurons = course[0]!.length;
  const right = course.map(() => new Uint8Array(neurons));
  const reliability: Reliability = [];
  for (let row = 0; row < tracks.t.length; row++) {
    const [, y, x] = course[tracks.t[row]!]![tracks.track[row]!]!;
    const isRight = Math.hypot(tracks.y[row]! - y, tracks.x[row]! - x) <= near;
    if (isRight) right[tracks.t[row]!]![tracks.track[row]!] = 1;
    if (tracks.source[row] !== positionSources.indexOf("human")) reliability.push([tracks.confidence[row]!, isRight]);
  }
  const correlations = (await readAll(source, tracks, neurons)).map((f, i) => pearson(f, [...published[i]!].slice(0, f.length)));
  const count = right.reduce((sum, frame) => sum + frame.reduce((own, value) => own + value, 0), 0);
  return {
    within: count / (neurons * course.length),
    median: quantile(correlations, 0.5),
    low: quantile(correlations, 0.1),
    reliability,
    worst: longestWrong(right, neurons),
  };
}

/** Brightness of every neuron: the mean of a plain disc, as the published baselines were read. */
async function readAll(source: VolumeSource, tracks: TrackTable, neurons: number): Promise<number[][]> {
  const small = { ...tracks, radius: tracks.radius.map(() => readOutRadius) };
  const ids = Int32Array.from({ length: neurons }, (_, i) => i);
  const traces: number[][] = Array.from({ length: neurons }, () => []);
  for (let t = 0; t < source.frames; t++) {
    const volume = await source.read(t, 0);
    const { f } = readOutFrame(volume, null, small, t, ids, { readOut: "brightest", brightest: 100, background: "none" });
    f.forEach((value, i) => traces[i]!.push(Number.isNaN(value) ? 0 : value));
  }
  return traces;
}

function longestWrong(right: readonly Uint8Array[], neurons: number): Result["worst"] {
  let longest = 0;
  let worst: Result["worst"] = null;
  for (let neuron = 0; neuron < neurons; neuron++) {
    let start = 0;
    for (let t = 0; t <= right.length; t++) {
      if (t < right.length && right[t]![neuron] === 0) continue;
      if (t - start > longest) {
        longest = t - start;
        worst = { t: (start + t) >> 1, neuron };
      }
      start = t + 1;
    }
  }
  return worst;
}

function placesAt(course: Course, t: number, only?: number): TrackTable {
  const neurons = only === undefined ? course[t]!.map((_, i) => i) : [only];
  const table = tracksOf(neurons.length);
  neurons.forEach((neuron, row) => {
    const [, y, x] = course[t]![neuron]!;
    table.t[row] = t;
    table.y[row] = y;
    table.x[row] = x;
    table.track[row] = neuron;
  });
  return table;
}

function figure(what: string, each: readonly number[], floor: number | null, aim: number | null, note: string): Accuracy {
  return { what, value: each.reduce((sum, one) => sum + one, 0) / each.length, floor, aim, least: true, unit: "", each, note };
}
