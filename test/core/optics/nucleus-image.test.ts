import { expect, test } from "vitest";
import { NucleusImage } from "#core/optics/nucleus-image";
import { greenOptics } from "#core/optics/pupil";

const shape = [128, 128] as const;

function draw(z: number, y = 20, x = 20, focus = 0): Float32Array[] {
  const images = [new Float32Array(128 * 128), new Float32Array(128 * 128)];
  new NucleusImage([greenOptics, { ...greenOptics, emission: 0.6 }], 0.325).add(
    images,
    shape,
    { z, y, x, radii: [1.4, 1.3, 1.5], photons: [1000, 500] },
    focus,
  );
  return images;
}

const sum = (image: Float32Array | undefined) => Array.from(image ?? []).reduce((total, light) => total + light, 0);

test("a nucleus gives all its photons to each channel at any defocus", () => {
  for (const z of [0, 4.3, -9.7]) {
    const [green, red] = draw(z);
    expect(sum(green)).toBeGreaterThan(980);
    expect(sum(green)).toBeLessThan(1020);
    expect(sum(red)).toBeGreaterThan(490);
    expect(sum(red)).toBeLessThan(510);
  }
});

test("a nucleus 5 µm above the focus and one 5 µm below look different", () => {
  const [above] = draw(5);
  const [below] = draw(-5);
  let difference = 0;
  above?.forEach((light, i) => (difference += Math.abs(light - (below?.[i] ?? 0))));
  expect(difference / 1000).toBeGreaterThan(0.2);
});

test("its centre of light lies where the nucleus is, to a hundredth of a pixel", () => {
  for (const [y, x] of [
    [20, 20],
    [20.1, 19.83],
    [18.37, 22.222],
  ] as const) {
    const [green] = draw(1.2, y, x);
    let my = 0;
    let mx = 0;
    green?.forEach((light, i) => {
      my += light * Math.floor(i / 128);
      mx += light * (i % 128);
    });
    expect(my / sum(green)).toBeCloseTo(y / 0.325, 1);
    expect(mx / sum(green)).toBeCloseTo(x / 0.325, 1);
  }
});

test("moving nucleus and focus together changes nothing", () => {
  const [here] = draw(2, 20, 20, 0);
  const [there] = draw(7, 20, 20, 5);
  here?.forEach((light, i) => expect(there?.[i]).toBe(light));
});
