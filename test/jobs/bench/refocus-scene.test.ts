import { describe, expect, test } from "vitest";
import { frameScale } from "#core/image/movie-scale";
import { frameStatistics } from "#core/refocus/frame-statistics";
import { peaks, seeds } from "#jobs/bench/refocus-fidelity";
import { drawScene, exposePlane, Scenes } from "#jobs/bench/refocus-scene";

describe.each(seeds)("scene %i", (seed) => {
  const scene = drawScene(seed, [0]);
  test.each(peaks)("at a peak of %i photons holds light in 5 to 15 percent of the frame, as real frames do", (peak) => {
    const frame = Float32Array.from(exposePlane(scene, 0, peak, 0));
    const { foregroundShare } = frameStatistics(frame, scene.shape, frameScale(frame));
    expect(foregroundShare).toBeGreaterThan(0.05);
    expect(foregroundShare).toBeLessThan(0.15);
  });

  test("has its nuclei within 10 µm of the recorded plane", () => {
    expect(scene.truth.t).toHaveLength(80);
    expect(Math.max(...scene.truth.z.map(Math.abs))).toBeLessThanOrEqual(10);
  });
});

test("a scene is drawn once, and always the same", () => {
  const scenes = new Scenes((seed) => drawScene(seed, [0]));
  expect(scenes.at(1)).toBe(scenes.at(1));
  expect(scenes.at(1).light[0]).toEqual(drawScene(1, [0]).light[0]);
});
