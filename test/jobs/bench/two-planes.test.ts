import { join } from "node:path";
import { expect, test } from "vitest";
import { openModel } from "#io/model/open";
import { drawScene, Scenes } from "#jobs/bench/refocus-scene";
import { measureTwoPlanes } from "#jobs/bench/two-planes";
import { scratchFolder } from "#test/make/scratch";
import { tinyNodes, writeTinyModel } from "#test/make/tiny-model";

/** Every coefficient is the second plane. */
const graph = {
  nodes: [{ op: "Conv", inputs: ["image", "w"], output: "coefficients", attributes: { kernel_shape: [1, 1] } }],
  weights: [{ name: "w", dims: [tinyNodes.length, 2, 1, 1], data: Float32Array.from(tinyNodes.flatMap(() => [0, 1])) }],
  input: { name: "image", dims: ["n", 2, "h", "w"] },
  output: { name: "coefficients", dims: ["n", tinyNodes.length, "h", "w"] },
};
const tensors = { input: "image", output: "coefficients", channels: 2, coefficients: tinyNodes.length, multiple: 8 };
const depth = { min: -4, max: 4, recorded: [0, 2], kernel: "keys-cubic", nodes: tinyNodes, mixing: null } as const;

test("what two planes miss is told over what one misses, and the second is recorded where the model says", async () => {
  const folder = await writeTinyModel(join(scratchFolder(), "two"), graph, { tensors, depth: { ...depth, recorded: [...depth.recorded] } });
  const model = await openModel(folder, { threads: 1 });
  const scenes = new Scenes((seed) => drawScene(seed, [-4, 0, 2, 4]));
  const one = { seed: 1, peak: 400, foreground: 0.1, depths: [], planes: [], classic: null, zErrors: [], scannedZErrors: [] };
  try {
    const job = measureTwoPlanes([{ ...one, truths: 80, virtual: 0, scanned: 70 }], model, scenes);
    let next = await job.next();
    while (!next.done) next = await job.next();
    const { value, each, note } = next.value;
    expect(each).toEqual([value]);
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThanOrEqual(1);
    expect(note).toContain("planes at 0 and 2 µm");
    expect(note).toContain("instead of 80; the scanned stack misses 10");
  } finally {
    await model.close();
  }
});
