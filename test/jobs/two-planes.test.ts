import { join } from "node:path";
import { expect, test } from "vitest";
import { openModel } from "#io/model/open";
import type { OnnxGraph } from "#io/model/onnx-write";
import { openRefocuser } from "#jobs/refocuser";
import { memoryRecording } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";
import { tinyNodes, writeTinyModel } from "#test/make/tiny-model";

const scratch = scratchFolder();
const [height, width] = [16, 24];

/** Coefficient k is the first plane plus (k + 1) times the second. */
const graph: OnnxGraph = {
  nodes: [{ op: "Conv", inputs: ["image", "w"], output: "coefficients", attributes: { kernel_shape: [1, 1] } }],
  weights: [{ name: "w", dims: [tinyNodes.length, 2, 1, 1], data: Float32Array.from(tinyNodes.flatMap((_, k) => [1, k + 1])) }],
  input: { name: "image", dims: ["n", 2, "h", "w"] },
  output: { name: "coefficients", dims: ["n", tinyNodes.length, "h", "w"] },
};
const tensors = { input: "image", output: "coefficients", channels: 2, coefficients: tinyNodes.length, multiple: 8 };
const depth = { min: -4, max: 4, recorded: [0, 2], kernel: "keys-cubic", nodes: tinyNodes, mixing: null } as const;
const changes = { tensors, depth: { ...depth, recorded: [...depth.recorded] } };
const model = await openModel(await writeTinyModel(join(scratch, "two"), graph, changes), { threads: 1 });

/** The first plane rises along x, the second along y; both hold a bright pixel, which sets the scale. */
const movie = (planes: number, zStep: number | null) =>
  memoryRecording({
    frames: 2,
    height,
    width,
    planes,
    zStep,
    pixels: (_, __, z) =>
      Uint16Array.from(
        { length: height * width },
        (___, i) => 100 + (z === 0 ? i % width : 2 * Math.floor(i / width)) + (i === 5 ? 900 : 0),
      ),
  });
const open = (planes: number, zStep: number | null, axialDirection: 1 | -1, plan: { min: number; max: number; step: number }) =>
  openRefocuser(movie(planes, zStep), { model, plan, channels: [0], axialDirection, pixelSize: [0.325, 0.325] });

test("a model of two planes gets both, the second where it was trained on it", async () => {
  const refocuser = await open(2, 2, 1, { min: -4, max: 4, step: 2 });
  const { data } = await refocuser.volume(1, 0);
  const background = refocuser.scales[0]!.background;
  // Node k lies at −6 + 2k µm, so the plane at −4 µm is coefficient 1: first + 2 · second.
  const at = 3 * width + 7;
  expect(data[at]).toBeCloseTo(100 + 7 - background + 2 * (100 + 6 - background), 3);
  expect(data[4 * height * width + at]).toBeCloseTo(100 + 7 - background + 6 * (100 + 6 - background), 3);
});

test("with the other axial direction the planes change places, and depths count from the plane that was second", async () => {
  const refocuser = await open(2, 2, -1, { min: -2, max: 6, step: 2 });
  const { data } = await refocuser.volume(0, 0);
  const background = refocuser.scales[0]!.background;
  const at = 3 * width + 7;
  // At +6 µm of the recording the model's depth is −4: coefficient 1, with the recording's second plane first.
  expect(data[4 * height * width + at]).toBeCloseTo(100 + 6 - background + 2 * (100 + 7 - background), 3);
  await expect(open(2, 2, -1, { min: -4, max: 4, step: 2 })).rejects.toMatchObject({ code: "out-of-range", facts: { min: -2, max: 6 } });
});

test("a recording of one plane, or of planes at another distance, is refused with what to do", async () => {
  const plan = { min: -2, max: 2, step: 1 };
  await expect(open(1, null, 1, plan)).rejects.toMatchObject({ code: "wrong-axes", facts: { planes: 1, wanted: 2 } });
  await expect(open(2, 3, 1, plan)).rejects.toMatchObject({ code: "out-of-range", facts: { planeDistance: 3 } });
  await expect(open(2, null, 1, plan)).rejects.toMatchObject({ code: "out-of-range" });
});
