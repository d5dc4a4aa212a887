import { expect, test } from "vitest";
import { Simulation, sampleOptions } from "#core/optics/simulation";

const small = { ...sampleOptions, frames: 5, neurons: 8, size: [96, 80] as const, spread: 6 };

test("a seed fixes every pixel and position; another seed gives another worm", () => {
  const [a, b, c] = [new Simulation(small), new Simulation(small), new Simulation({ ...small, seed: 2 })];
  expect(a.record(3, 0, 0)).toEqual(b.record(3, 0, 0));
  expect(a.truth(3)).toEqual(b.truth(3));
  expect(a.truth(3)).not.toEqual(c.truth(3));
});

test("frames are the same in whatever order they are drawn", () => {
  const [a, b] = [new Simulation(small), new Simulation(small)];
  const late = a.record(4, 0, 0);
  for (let t = 0; t < 4; t++) b.record(t, 0, 0);
  expect(b.record(4, 0, 0)).toEqual(late);
});

test("nuclei of the sample stay within the asked depth and the field, and 2 µm apart or more", () => {
  const simulation = new Simulation(sampleOptions);
  for (const frame of [0, 30, 59]) {
    const { z, y, x } = simulation.truth(frame);
    expect(z).toHaveLength(60);
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(9);
    expect(Math.max(...z) - Math.min(...z)).toBeGreaterThan(12);
    expect(Math.min(...y, ...x)).toBeGreaterThan(2);
    expect(Math.max(...y)).toBeLessThan(256 * 0.325 - 2);
    expect(Math.max(...x)).toBeLessThan(512 * 0.325 - 2);
    for (let i = 0; i < 60; i++) {
      for (let j = 0; j < i; j++)
        expect(Math.hypot((z[i] ?? 0) - (z[j] ?? 0), (y[i] ?? 0) - (y[j] ?? 0), (x[i] ?? 0) - (x[j] ?? 0))).toBeGreaterThan(2);
    }
  }
});

test("the brightest pixel of the first frame has the asked photons, before background", () => {
  const simulation = new Simulation({ ...small, peakPhotons: 1000 });
  const [green] = simulation.light(0, 0);
  const top = Math.max(...(green ?? []));
  expect(top).toBeGreaterThan(900);
  expect(top).toBeLessThan(1150);
});

test("a strongly bending worm moves far between frames, a held one little", () => {
  const path = (bend: number) => {
    const simulation = new Simulation({ ...sampleOptions, bend });
    const later = simulation.truth(20);
    const lengths = simulation.truth(10).x.map((x, n) => Math.abs(x - (later.x[n] ?? 0)));
    return lengths.reduce((a, b) => a + b, 0) / lengths.length;
  };
  expect(path(0.9)).toBeGreaterThan(3 * path(0.12));
});

test("what cannot be simulated is refused with its bounds", () => {
  expect(() => new Simulation({ ...small, frames: 0 })).toThrow(expect.objectContaining({ code: "out-of-range" }));
  expect(() => new Simulation({ ...small, neurons: 900 })).toThrow(expect.objectContaining({ code: "out-of-range" }));
  expect(() => new Simulation({ ...small, size: [10, 10] })).toThrow(/from 32 to 4096/);
});
