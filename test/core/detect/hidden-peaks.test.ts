import { expect, test } from "vitest";
import { defaultsOf, detectSheet } from "#contract/parameters";
import { detectBlobs } from "#core/detect/detect-blobs";
import { detectionScore } from "#core/score/detection";
import { pairFrames } from "#core/score/pair-frames";
import { blobsOf } from "#core/link/table-ops";
import { type Nucleus, scatter, stackOf } from "#test/make/nuclei";

const shape = [41, 128, 192] as const;
const voxel = [0.5, 0.325, 0.325] as const;
const origin = [-10, 0, 0] as const;
const lone = scatter(25, [16, 34, 54], [-8, 4, 4], 6, 0.9, 5);
/** Every third nucleus has a dimmer one at its flank, too near for a peak of its own. */
const flanks = lone
  .filter((_, i) => i % 3 === 0)
  .map((nucleus): Nucleus => ({ ...nucleus, z: nucleus.z + 1.2, x: nucleus.x + 1.7, brightness: 0.55 * nucleus.brightness }));

function score(merged: boolean) {
  const scene = [...lone, ...flanks];
  const found = detectBlobs(stackOf(shape, voxel, origin, scene, 1.5, 0.02, 3), 0, { ...defaultsOf(detectSheet), merged });
  const truth = blobsOf(scene.length);
  scene.forEach((nucleus, i) => {
    truth.z[i] = nucleus.z;
    truth.y[i] = nucleus.y;
    truth.x[i] = nucleus.x;
  });
  return detectionScore(found, truth, pairFrames(found, truth, 1.2, false));
}

test("a nucleus that is merged with a brighter one is found in what that one leaves, and nothing else is", () => {
  const [whole, parted] = [score(false), score(true)];
  expect(parted.recall - whole.recall).toBeGreaterThan(0.1);
  expect(parted.precision).toBeGreaterThan(0.95);
});
