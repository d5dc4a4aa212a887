import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { channelsOf } from "#contract/channels";
import { defaultsOf, detectSheet } from "#contract/parameters";
import type { BlobTable, TrackTable } from "#contract/table";
import type { Volume } from "#contract/volume";
import { detectBlobs } from "#core/detect/detect-blobs";
import { selectRows } from "#core/link/table-ops";
import { Simulation } from "#core/optics/simulation";
import { planeFidelity } from "#core/score/fidelity";
import { pairFrames } from "#core/score/pair-frames";
import { type RefocusedFrame, scoreRefocusing } from "#core/score/refocusing";
import { pairingGate, type Score } from "#core/score/score-study";
import { openRecording } from "#io/recording/open";
import { readMeta } from "#io/study/meta";
import { openStudyRecording } from "#io/study/recording";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import type { Truth } from "#io/table/truth";
import { volumesOf } from "#io/volume/of-recording";
import { openStudyVolumes } from "#jobs/study-volumes";

/** What of truth.json tells how the recording was drawn, so that its planes can be drawn again without noise. */
const drawn = z.object({
  made: z.literal("NemaTrace simulator"),
  stackFrames: z.array(z.int()),
  options: z.object({
    seed: z.number(),
    frames: z.number(),
    neurons: z.number(),
    size: z.tuple([z.number(), z.number()]),
    twoChannel: z.boolean(),
    interval: z.number(),
    pixelSize: z.number(),
    spread: z.number(),
    bend: z.number(),
    peakPhotons: z.number(),
  }),
});
/** Stacks that are looked at. */
const most = 3;
/** Distance of the planes that are compared, µm. */
const step = 1;

/**
 * Scores a study's virtual stacks where the truth holds scanned ones: planes against those of the simulator without noise,
 * neurons and their depths against the same detector in the scanned stack. Empty where nothing was refocused, where the
 * truth is not the simulator's, or where the recording was cropped.
 *
 * @param folder truth folder
 */
export async function refocusingScore(study: Study, truth: Truth, folder: string): Promise<Score> {
  const facts = drawn.safeParse(truth.facts);
  const { refocus, info, settings } = readMeta(study.database);
  if (!refocus || !facts.success || currentRun(study, "refocus")?.status !== "done") return {};
  const { stackFrames, options } = facts.data;
  if (info.shape.y !== options.size[0] || info.shape.x !== options.size[1]) return {};
  const simulation = new Simulation(options);
  const { source, activity } = await openStudyVolumes(study);
  const recording = await openStudyRecording(study);
  const recorded = channelsOf(info, settings).activity;
  try {
    const frames: RefocusedFrame[] = [];
    for (const t of stackFrames.filter((frame) => frame < source.frames).slice(0, most)) {
      const scanned = join(folder, `stack_t${String(t).padStart(4, "0")}.tif`);
      if (!existsSync(scanned)) continue;
      const volume = await source.read(t, activity);
      const input = Float32Array.from((await recording.read(t, recorded, 0)).data);
      const positions = selectRows(
        truth.positions,
        Array.from(truth.positions.t.keys()).filter((row) => truth.positions.t[row] === t),
      );
      frames.push({
        ...compared(volume, input, (depth) => simulation.light(t, depth)[0]!),
        ...neuronsOf(volume, await scannedVolume(scanned), positions, t),
      });
    }
    return scoreRefocusing(frames);
  } finally {
    await recording.close();
    await source.close();
  }
}

async function scannedVolume(path: string): Promise<Volume> {
  const stack = volumesOf(await openRecording(path));
  try {
    return await stack.read(0, 0);
  } finally {
    await stack.close();
  }
}

/** Planes of a stack, a micrometre apart, against the true ones. */
function compared(
  { data, shape: [depths, height, width], voxel, origin }: Volume,
  input: Float32Array,
  lightAt: (depth: number) => Float32Array,
): Pick<RefocusedFrame, "depths" | "planes"> {
  const stride = Math.max(1, Math.round(step / voxel[0]));
  const chosen = Array.from({ length: Math.ceil(depths / stride) }, (_, n) => n * stride);
  const told = chosen.map((k) => origin[0] + k * voxel[0]);
  const truths = told.map(lightAt);
  const extreme = (pick: (...values: number[]) => number, start: number) =>
    truths.reduce((best, plane) => plane.reduce((one, value) => pick(one, value), best), start);
  const range = extreme(Math.max, -Infinity) - extreme(Math.min, Infinity);
  const size = height * width;
  const planes = chosen.map((k, n) =>
    planeFidelity(data.subarray(k * size, (k + 1) * size) as Float32Array, input, truths[n]!, [height, width], range),
  );
  return { depths: told, planes };
}

function neuronsOf(
  virtual: Volume,
  scanned: Volume,
  positions: TrackTable,
  t: number,
): Pick<RefocusedFrame, "virtual" | "scanned" | "zErrors"> {
  const parameters = defaultsOf(detectSheet);
  const errorsOf = (blobs: BlobTable) =>
    pairFrames(blobs, positions, pairingGate, true).map((pair) => Math.abs(blobs.z[pair.found]! - positions.z[pair.truth]!));
  const zErrors = errorsOf(detectBlobs(virtual, t, parameters));
  return { virtual: zErrors.length, scanned: errorsOf(detectBlobs(scanned, t, parameters)).length, zErrors };
}
