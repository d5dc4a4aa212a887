import { existsSync } from "node:fs";
import type { Progress } from "#contract/source";
import { rowsOfFrame, trackNumbers, typicalRadii } from "#core/activity/track-index";
import { drawNeurons } from "#core/detect/draw-neurons";
import { selectRows } from "#core/link/table-ops";
import { standingEdits } from "#io/study/edits";
import { volumesPath } from "#io/study/layout";
import { studyNames, studyTracks } from "#io/study/products";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { labelsKey, unnamed, writeLabels, type Label } from "#io/volume/labels";
import { readSpec } from "#io/volume/store";
import { hashOf } from "#jobs/inputs";
import { channelOfNeurons, openStudyVolumes } from "#jobs/study-volumes";

/** Colours that are told apart by colour-blind eyes too (Okabe and Ito, 2008). */
const colours = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
] as const;

/** Largest track that a 16-bit label image has room for; 0 is no neuron. */
const mostTracks = 65534;

/**
 * Draws the followed neurons of a study into its volumes as an OME-Zarr label image, each as the voxels of its nucleus:
 * label = track + 1. Labels that show these tracks already are left as they are.
 *
 * @returns how many neurons are drawn; null where the study has no volumes or no tracks
 */
export async function* labelVolumes(study: Study, signal: AbortSignal): AsyncGenerator<Progress, number | null> {
  const refocus = currentRun(study, "refocus");
  const tracks = studyTracks(study);
  const store = refocus === null ? null : volumesPath(study.path, refocus.key);
  if (tracks === null || store === null || !existsSync(store)) return null;
  const numbers = [...trackNumbers(tracks)].filter((track) => track >= 0 && track <= mostTracks);
  const detect = currentRun(study, "detect");
  const key = hashOf({ link: currentRun(study, "link")?.key, detect: detect?.key, edits: standingEdits(study), drawn: "nuclei" });
  if ((await labelsKey(store)) === key) return numbers.length;
  const spec = (await readSpec(store))!;
  const volumes = await openStudyVolumes(study);
  const channel = channelOfNeurons(volumes, detect?.parameters["findIn"]);
  const elongation = Number(detect?.parameters["elongation"] ?? 0);
  const drawn = new Set(numbers);
  const radii = typicalRadii(tracks);
  const draw = async (t: number, into: Uint16Array) => {
    const rows = rowsOfFrame(tracks, t).filter((row) => drawn.has(tracks.track[row]!));
    const { z, y, x, track } = selectRows(tracks, rows);
    const neurons = { z, y, x, radius: Float64Array.from(track, (n) => radii.get(n) ?? 0), label: track.map((n) => n + 1) };
    drawNeurons(await volumes.source.read(t, channel), neurons, elongation > 0 ? { elongation } : {}, into);
  };
  try {
    for await (const done of writeLabels(store, spec, key, labelsOf(numbers, studyNames(study)), draw)) {
      signal.throwIfAborted();
      yield { done, total: spec.frames, message: "drawing neurons as labels" };
    }
  } finally {
    await volumes.source.close();
  }
  return numbers.length;
}

function labelsOf(tracks: readonly number[], names: ReadonlyMap<number, string>): Label[] {
  return tracks.map((track) => {
    const [r, g, b] = colours[track % colours.length] ?? colours[0];
    return { value: track + 1, name: names.get(track) ?? unnamed(track), rgba: [r, g, b, 255], properties: { track } };
  });
}
