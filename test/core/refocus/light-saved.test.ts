import { expect, test } from "vitest";
import { lightSaved } from "#core/refocus/light-saved";

test("light saved is the exposures of a scanned stack less the one recorded, times the exposure", () => {
  const optics = { exposure: 0.02, numericalAperture: null, objective: null };
  expect(lightSaved(41, 20_000, { optics, interval: 0.28 })).toBe("41 exposures a frame become 1: 4.44 h of light at 20 ms an exposure");
});

test("where the file does not say the exposure, the interval bounds it", () => {
  expect(lightSaved(41, 100, { interval: 0.25 })).toBe(
    "41 exposures a frame become 1: 4,000 exposures in all; the file does not say how long each was (at most 250 ms)",
  );
});
