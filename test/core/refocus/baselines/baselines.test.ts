import { expect, test } from "vitest";
import { NucleusImage } from "#core/optics/nucleus-image";
import { greenOptics } from "#core/optics/pupil";
import { KnownBlur } from "#core/refocus/baselines/known-blur";
import { RichardsonLucy } from "#core/refocus/baselines/richardson-lucy";
import { Wiener } from "#core/refocus/baselines/wiener";
import { linearFit } from "#core/score/fidelity";

const shape = [64, 64] as const;
const pitch = 0.325;

/** Two nuclei, 4 µm beyond and 3 µm before the recorded plane, seen at a focus. */
function seen(focus: number): Float32Array {
  const image = new Float32Array(shape[0] * shape[1]);
  const draw = new NucleusImage([greenOptics], pitch);
  for (const [z, y, x] of [
    [4, 9, 8],
    [-3, 12, 13],
  ] as const)
    draw.add([image], shape, { z, y, x, radii: [1, 1, 1], photons: [20_000] }, focus);
  return image.map((value) => Math.max(value, 0));
}

const emitters = Array.from({ length: 8 }, (_, k) => 1.5 * k - 5.25);

test("both methods bring out the nuclei of a plane they never saw", () => {
  const blur = new KnownBlur(greenOptics, shape, pitch, emitters);
  const recorded = seen(0);
  const truth = seen(4);
  const left = linearFit(recorded, truth).pearson;
  const estimate = new RichardsonLucy(blur, recorded, 0.01);
  estimate.iterate(20);
  const deconvolved = linearFit(estimate.planes([4])[0]!, truth).pearson;
  const filtered = linearFit(new Wiener(blur, [4]).planes(recorded, 1e-3)[0]!, truth).pearson;
  expect(filtered).toBeGreaterThan(left + 0.05);
  expect(deconvolved).toBeGreaterThan(left + 0.05);
});

test("the recorded plane comes back as it was where there is no noise to expect", () => {
  const blur = new KnownBlur(greenOptics, shape, pitch, emitters);
  const recorded = seen(0);
  const [plane] = new Wiener(blur, [0]).planes(recorded, 1e-9);
  expect(linearFit(plane!, recorded).pearson).toBeGreaterThan(0.9999);
  const estimate = new RichardsonLucy(blur, recorded, 0.01);
  estimate.iterate(20);
  expect(linearFit(estimate.planes([0])[0]!, recorded).pearson).toBeGreaterThan(0.995);
});

test("planes that go back in pairs are those that go back alone", () => {
  const blur = new KnownBlur(greenOptics, shape, pitch, emitters);
  const recorded = seen(0);
  const together = new Wiener(blur, [-2, 1, 3]).planes(recorded, 0.01);
  const estimate = new RichardsonLucy(blur, recorded, 0.01);
  estimate.iterate(2);
  const paired = estimate.planes([-2, 1, 3]);
  [-2, 1, 3].forEach((z, n) => {
    const [alone] = new Wiener(blur, [z]).planes(recorded, 0.01);
    alone!.forEach((value, i) => expect(together[n]![i]).toBeCloseTo(value, 2));
    estimate.planes([z])[0]!.forEach((value, i) => expect(paired[n]![i]).toBeCloseTo(value, 2));
  });
});

test("Richardson–Lucy keeps the light: what it shows sums to what was recorded", () => {
  const blur = new KnownBlur(greenOptics, shape, pitch, emitters);
  const recorded = seen(0);
  const estimate = new RichardsonLucy(blur, recorded, 0);
  estimate.iterate(10);
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  const light = sum(recorded);
  expect(Math.abs(sum(estimate.planes([0])[0]!) - light) / light).toBeLessThan(0.01);
});
