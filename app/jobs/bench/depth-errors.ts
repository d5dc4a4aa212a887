import { defaultsOf, detectSheet } from "#contract/parameters";
import type { Progress } from "#contract/source";
import { detectBlobs } from "#core/detect/detect-blobs";
import { frameScale } from "#core/image/movie-scale";
import { depthErrorPerScatter, ScatterGatherer, upright } from "#core/refocus/spread";
import { pairFrames } from "#core/score/pair-frames";
import type { Model } from "#io/model/open";
import type { Accuracy } from "#jobs/bench/accuracy-page";
import { memoryMovie } from "#jobs/bench/memory-movie";
import { pairedWithin, virtualStack } from "#jobs/bench/refocus-fidelity";
import { exposePlane, planeAt, type RefocusScene, type Scenes } from "#jobs/bench/refocus-scene";
import { stackOfPicture, turnedStacks, wholeRange } from "#jobs/turned-stacks";

const seeds = [501, 502] as const;
const peak = 400;

/** How many true depths lie within one and two of the errors that flips and turns of the frame tell. */
export async function* measureDepthErrors(model: Model, scenes: Scenes): AsyncGenerator<Progress, readonly Accuracy[]> {
  const shares: (readonly number[])[] = [];
  for (const [n, seed] of seeds.entries()) {
    yield { done: n, total: seeds.length, message: `scene ${seed} in its eight lies` };
    shares.push(await sharesWithin(model, scenes.at(seed)));
  }
  return [0, 1].map((n) => ({
    what: `true depths within ${n + 1} told error${n === 0 ? "" : "s"} of the depth found`,
    value: shares.reduce((sum, one) => sum + one[n]!, 0) / shares.length,
    floor: null,
    aim: null,
    least: true,
    unit: "",
    each: shares.map((one) => one[n]!),
    note: `errors from flips and turns of the frame (extract with turns); scenes ${seeds.join(", ")} at ${peak} photons`,
  }));
}

async function sharesWithin(model: Model, scene: RefocusScene): Promise<readonly number[]> {
  const frame = exposePlane(scene, planeAt(scene, 0), peak, 0);
  const grey = Float32Array.from(frame);
  const movie = memoryMovie("scene", [frame], scene.shape);
  const found = detectBlobs(await virtualStack(model, scene, [frame]), 0, defaultsOf(detectSheet));
  const options = { model, axialDirection: 1, pixelSize: [scene.pitch, scene.pitch], scales: [frameScale(grey)] } as const;
  const plan = wholeRange(options);
  const depths = plan.max - plan.min + 1;
  const stacks = { shape: [depths, ...scene.shape], voxel: [plan.step, scene.pitch, scene.pitch], origin: [plan.min, 0, 0] } as const;
  const gatherer = new ScatterGatherer(stacks, found);
  gatherer.add(await stackOfPicture(movie, { ...options, plan }));
  for await (const { stack, turn } of turnedStacks(movie, { ...options, plan }, grey, scene.shape))
    gatherer.add(upright(stack, scene.shape, turn));
  const scatter = gatherer.scatter();
  const errors = pairFrames(found, scene.truth, pairedWithin, true).map(
    (pair) => Math.abs(found.z[pair.found]! - scene.truth.z[pair.truth]!) / (depthErrorPerScatter * scatter[pair.found]!.zError),
  );
  return [1, 2].map((most) => errors.filter((error) => error <= most).length / errors.length);
}
