import { expect, test } from "vitest";
import { outsideTexture } from "#core/detect/texture";
import { Random } from "#core/optics/random";

/** Nuclei of like brightness at the left, and, 60 µm beside them, granules of which two thirds are weak. */
function scene(granules: number) {
  const random = new Random(3, 1);
  const place: number[] = [];
  const height: number[] = [];
  const put = (x: number, bright: number): void => {
    place.push(random.uniform(0, 8), random.uniform(0, 16), x + random.uniform(0, 16));
    height.push(bright);
  };
  for (let i = 0; i < 30; i++) put(0, random.uniform(60, 100));
  for (let i = 0; i < granules; i++) put(60, i % 3 === 0 ? random.uniform(20, 90) : random.uniform(4, 7));
  return { place: Float64Array.from(place), height: Float64Array.from(height) };
}

test("granules are left out, the strong ones and the weak ones beside them, and no nucleus is", () => {
  const { place, height } = scene(60);
  expect(outsideTexture(place, height, 0.01, 1.4, 1)).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test("nuclei with a few weak peaks between them stay, and so does a lone one", () => {
  const { place, height } = scene(0);
  const more = Float64Array.from([...place, 4, 8, 8, 4, 9, 3, 0, 0, 200]);
  const heights = Float64Array.from([...height, 5, 6, 80]);
  expect(outsideTexture(more, heights, 0.01, 1.4, 1)).toEqual(Array.from({ length: 33 }, (_, i) => i));
});

test("weak peaks that noise alone may make are no granules, however many there are", () => {
  const { place, height } = scene(0);
  const random = new Random(4, 1);
  const noise = Array.from({ length: 90 }, () => [random.uniform(0, 8), random.uniform(0, 16), random.uniform(0, 16)]);
  const more = Float64Array.from([...place, ...noise.flat()]);
  const heights = Float64Array.from([...height, ...noise.map(() => random.uniform(4, 5.9))]);
  const all = Array.from(heights.keys());
  expect(outsideTexture(more, heights, 1, 1.4, 1)).toEqual(all);
  expect(outsideTexture(more, heights, 0.1, 1.4, 1)).not.toEqual(all);
});
