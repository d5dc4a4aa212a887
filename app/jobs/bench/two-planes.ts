import { defaultsOf, detectSheet } from "#contract/parameters";
import type { Progress } from "#contract/source";
import { detectBlobs } from "#core/detect/detect-blobs";
import type { Model } from "#io/model/open";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { type FrameFidelity, virtualStack, zErrorsOf } from "#jobs/bench/refocus-fidelity";
import { exposePlane, planeAt, type Scenes } from "#jobs/bench/refocus-scene";

/**
 * Neurons that a model of two recorded planes misses, over those that a model of one misses, in the same scenes at the same
 * exposures. The second plane is recorded where the model's manifest says, with as many photons again.
 *
 * @param one what the model of one plane made of the scenes
 */
export async function* measureTwoPlanes(one: readonly FrameFidelity[], two: Model, scenes: Scenes): AsyncGenerator<Progress, Accuracy> {
  const recorded = two.manifest.depth.recorded ?? [0];
  const missed: number[] = [];
  for (const [n, { seed, peak }] of one.entries()) {
    yield { done: n, total: one.length, message: `two planes of scene ${seed}, ${peak} photons` };
    const scene = scenes.at(seed);
    const planes = recorded.map((z, exposure) => exposePlane(scene, planeAt(scene, z), peak, 100 * exposure));
    const found = detectBlobs(await virtualStack(two, scene, planes), 0, defaultsOf(detectSheet));
    missed.push(scene.truth.t.length - zErrorsOf(found, scene.truth).length);
  }
  const alone = one.map(({ truths, virtual }) => truths - virtual);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    what: "neurons missed with two recorded planes, over those missed with one",
    value: sum(missed) / Math.max(sum(alone), 1),
    floor: 2 / 3,
    aim: 0.5,
    least: false,
    unit: "",
    each: missed.map((count, n) => count / Math.max(alone[n]!, 1)),
    note: `${two.manifest.id}, planes at ${recorded.join(" and ")} µm; ${sum(missed)} missed instead of ${sum(alone)}; the scanned stack misses ${sum(one.map(({ truths, scanned }) => truths - scanned))}`,
  };
}
