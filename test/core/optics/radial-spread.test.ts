import { expect, test } from "vitest";
import { bessel0, scaledBesselI0 } from "#core/fit/bessel";
import { gaussianWidth, widthsPerSigma } from "#core/fit/gaussian-width";
import { PointSpread } from "#core/optics/point-spread";
import { greenOptics } from "#core/optics/pupil";
import { radialSpread } from "#core/optics/radial-spread";

test("Bessel functions are those of the tables", () => {
  // Abramowitz & Stegun (1964), tables 9.1 and 9.8.
  expect(bessel0(1)).toBeCloseTo(0.7651976866, 7);
  expect(bessel0(5)).toBeCloseTo(-0.1775967713, 7);
  expect(bessel0(20)).toBeCloseTo(0.1670246643, 7);
  expect(scaledBesselI0(1)).toBeCloseTo(0.4657596077, 6);
  expect(scaledBesselI0(10)).toBeCloseTo(0.1278333371, 6);
});

test("the width of a sampled Gaussian is told to a thousandth", () => {
  const sigma = 1.3;
  const values = Array.from({ length: 21 }, (_, i) => Math.exp(-((i * 0.5 - 5.2) ** 2) / (2 * sigma * sigma)));
  const { width, centre } = gaussianWidth(values, 0.5);
  expect(width).toBeCloseTo(widthsPerSigma * sigma, 3);
  expect(centre).toBeCloseTo(5.2, 3);
  expect(gaussianWidth([1, 1], 1).width).toBeNaN();
});

test("light against radius is that of the point spread function, on both sides of focus", () => {
  const size = 128;
  const pitch = 0.1625;
  const spread = new PointSpread(greenOptics, size, pitch);
  const radii = Float64Array.from({ length: 30 }, (_, i) => i * pitch);
  for (const d of [-4, 0, 3]) {
    const plane = spread.at(d);
    // A pixel gathers light over its own width, which blurs like the variance of that width.
    const line = radialSpread(greenOptics, radii, [d], pitch / Math.sqrt(12));
    const scale = line.reduce((sum, value, i) => sum + value * plane[i]!, 0) / line.reduce((sum, value) => sum + value * value, 0);
    const top = Math.max(...plane);
    for (let i = 0; i < 25; i++) expect(Math.abs(line[i]! * scale - plane[i]!)).toBeLessThan(0.05 * top);
  }
});

test("every plane holds the same light", () => {
  const radii = Float64Array.from({ length: 200 }, (_, i) => i * 0.1);
  const light = radialSpread(greenOptics, radii, [-3, 0, 3], 0.2);
  const totals = [0, 1, 2].map((k) => radii.reduce((sum, r, i) => sum + r * light[k * 200 + i]!, 0));
  expect(totals[0]! / totals[1]!).toBeCloseTo(1, 1);
  expect(totals[2]! / totals[1]!).toBeCloseTo(1, 1);
});
