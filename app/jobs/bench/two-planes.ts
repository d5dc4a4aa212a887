import { defaultsOf, detectSheet } from "#contract/parameters";
import type { FrameSource, Progress } from "#contract/source";
import { detectBlobs } from "#core/detect/detect-blobs";
import { pairFrames } from "#core/score/pair-frames";
import type { Model } from "#io/model/open";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { memoryMovie } from "#jobs/bench/memory-movie";
import { drawScene, exposePlane, planeAt, type RefocusScene } from "#jobs/bench/refocus-scene";
import { openRefocuser } from "#jobs/refocuser";

const seeds = [501, 502] as const;
const peak = 400;
const gate = 2;

/** Neurons that a model of two recorded planes misses, over those that a model of one misses, on the same scenes. */
export async function* measureTwoPlanes(one: Model, two: Model): AsyncGenerator<Progress, Accuracy> {
  const shares: number[] = [];
  for (const seed of seeds) {
    yield { done: shares.length, total: seeds.length, message: `two planes of scene ${seed}` };
    const scene = drawScene(seed);
    const missed = await missedBy(one, scene);
    shares.push((await missedBy(two, scene)) / Math.max(missed, 1));
  }
  return {
    what: "neurons missed with two recorded planes, over those missed with one",
    value: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    floor: 0.667,
    aim: 0.5,
    least: false,
    unit: "",
    each: shares,
    note: `${two.manifest.id}, planes at ${(two.manifest.depth.recorded ?? []).join(" and ")} µm; ${peak} photons`,
  };
}

async function missedBy(model: Model, scene: RefocusScene): Promise<number> {
  const recorded = model.manifest.depth.recorded ?? [0];
  const pictures = recorded.map((z, n) => exposePlane(scene, planeAt(scene, z), peak, 100 * n));
  const { min, max } = model.manifest.depth;
  const plan = { min: Math.max(scene.depths[0]!, min), max: Math.min(scene.depths.at(-1)!, max), step: 0.5 };
  const refocuser = await openRefocuser(recording(scene, pictures, recorded[1] ?? null), {
    model,
    plan,
    channels: [0],
    axialDirection: 1,
    pixelSize: [scene.pitch, scene.pitch],
  });
  const found = detectBlobs(await refocuser.volume(0, 0), 0, defaultsOf(detectSheet));
  return scene.truth.t.length - pairFrames(found, scene.truth, gate, true).length;
}

function recording(scene: RefocusScene, pictures: readonly Uint16Array[], zStep: number | null): FrameSource {
  const still = memoryMovie("scene", pictures.slice(0, 1), scene.shape);
  const { info } = still;
  return {
    ...still,
    info: { ...info, zStep, shape: { ...info.shape, z: pictures.length } },
    read: async (_, __, z) => ({ data: pictures[z]!, dtype: "uint16", shape: scene.shape }),
  };
}
