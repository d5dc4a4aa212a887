import { join } from "node:path";
import { expect, test } from "vitest";
import { greenOptics } from "#core/optics/pupil";
import { averageProfile, findBeads } from "#core/optics/find-beads";
import { fitBlur } from "#core/optics/fit-blur";
import { openModel } from "#io/model/open";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { estimateBlur, estimateBlurOf, fineTuneConfig } from "#jobs/psf";
import { beadPitch, beadPlanes, beadStack } from "#test/make/bead-stack";
import { memoryRecording } from "#test/make/memory-recording";
import { scratchFolder } from "#test/make/scratch";

const scratch = scratchFolder();
const known = { index: 1.33, emission: 0.525, diameter: 0, na: 0.75 };

test("aperture, aberration, its sign and the depth of simulated beads come back", () => {
  for (const [na, spherical] of [
    [0.75, -0.25],
    [0.68, 0.4],
  ] as const) {
    const stack = beadStack({ ...greenOptics, na, spherical }, 3);
    const { beads, radius } = findBeads(stack);
    expect(beads).toHaveLength(2);
    expect(Math.hypot(beads[0]!.y - 28, beads[0]!.x - 30) < 0.5 || Math.hypot(beads[0]!.y - 66, beads[0]!.x - 64) < 0.5).toBe(true);
    const fitted = fitBlur(averageProfile(stack, beads, radius), known);
    expect(fitted.explained).toBeGreaterThan(0.95);
    expect(Math.abs(fitted.na - na)).toBeLessThan(0.04);
    expect(Math.abs(fitted.spherical - spherical)).toBeLessThan(0.06);
    expect(Math.abs(fitted.z0 - 0.7)).toBeLessThan(0.5);
    expect(fitted.explained - fitted.otherSign).toBeGreaterThan(0.01);
  }
});

test("a stack of beads tells the axial direction, the model's fidelity on it, and a configuration to fine-tune", async () => {
  const model = await openModel("widefield-20x", { threads: 1 });
  try {
    const stack = beadStack({ ...greenOptics, spherical: -0.3 }, 5);
    const planes = beadPlanes(stack);
    const [, height, width] = stack.shape;
    const source = memoryRecording({ frames: 1, height, width, planes: planes.length, zStep: 0.5, pixels: (_, __, k) => planes[k]! });
    const job = estimateBlur(source, {
      model,
      t: 0,
      channel: 0,
      zStep: 0.5,
      pixelSize: beadPitch,
      diameter: 0,
      emission: 0.525,
      index: 1.33,
    });
    let next = await job.next();
    while (!next.done) next = await job.next();
    const found = next.value;
    expect(found).toMatchObject({ axialDirection: -1, signSure: true, beads: 2, beyondTraining: [] });
    expect(found.asymmetry).not.toBe(0);
    expect(found.fidelity.length).toBeGreaterThan(2);
    expect(found.lateral).toBeGreaterThan(0.2);
    expect(found.axial).toBeGreaterThan(found.lateral!);
    const config = await fineTuneConfig(model, found, beadPitch);
    const { input } = config["optics"] as { input: Record<string, [number, number]> };
    expect(input["sphericalWaves"]![0]).toBeLessThan(0.3);
    expect(input["sphericalWaves"]![1]).toBeGreaterThan(0.3);
    expect(config["train"]).toMatchObject({ start: "widefield-20x/model.onnx" });
    expect(config).toHaveProperty("scene");
  } finally {
    await model.close();
  }
});

test("a symmetric blur is told as one whose sign cannot be read", () => {
  const stack = beadStack({ ...greenOptics, spherical: 0 }, 4);
  const { beads, radius } = findBeads(stack);
  const fitted = fitBlur(averageProfile(stack, beads, radius), known);
  expect(Math.abs(fitted.spherical)).toBeLessThan(0.05);
  expect(fitted.explained - fitted.otherSign).toBeLessThan(0.01);
});

test("a stack is read by its path; what its file does not say is asked for by name", async () => {
  const stack = beadStack({ ...greenOptics, spherical: 0.3 }, 6);
  const [z, y, x] = stack.shape;
  const path = join(scratch, "beads.tif");
  const writer = await createOmeTiff(path, {
    shape: { t: 1, c: 1, z, y, x },
    dtype: "uint16",
    pixelSize: [beadPitch, beadPitch],
    zStep: null,
    interval: null,
    channels: [{ name: "GCaMP", role: "activity", wavelength: 525 }],
  });
  for (const plane of beadPlanes(stack)) await writer.write(plane);
  await writer.finish();
  const request = { stack: path, model: "widefield-20x", pixelSize: null, zStep: null, diameter: 0.2 };
  await expect(estimateBlurOf(request)).rejects.toThrow("planes lie apart");
  const found = await estimateBlurOf({ ...request, zStep: 0.5 });
  expect(found).toMatchObject({ axialDirection: 1, signSure: true, beads: 2, model: "widefield-20x" });
});
