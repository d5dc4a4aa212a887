import { expect, test } from "vitest";
import { lightSaved } from "#core/refocus/light-saved";

test("light saved is the exposures of a scanned stack less the one recorded, times the exposure", () => {
  const optics = { exposure: 0.02, numericalAperture: null, objective: null };
  expect(lightSaved(41, 20_000, { optics, interval: 0.28 })).toBe("4.44 h: 800,000 exposures (41 a frame become 1) of 20 ms");
});

test("where the file does not say the exposure, the interval bounds it", () => {
  expect(lightSaved(41, 100, { interval: 0.25 })).toBe("4,000 exposures (41 a frame become 1), each of at most 250 ms");
});
