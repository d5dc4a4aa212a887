import { expect, test } from "vitest";
import { sampleOptions, Simulation } from "#core/optics/simulation";
import { openModel } from "#io/model/open";
import { checkFrame } from "#jobs/trust";
import { memoryRecording } from "#test/make/memory-recording";

const size = [128, 192] as const;
const simulation = new Simulation({ ...sampleOptions, frames: 1, neurons: 24, size, seed: 5, twoChannel: false, spread: 6 });
const [frame] = simulation.record(0, 0, 0);
const recording = memoryRecording({ frames: 1, height: size[0], width: size[1], pixels: () => frame! });
const options = { axialDirection: 1, pixelSize: [0.325, 0.325] } as const;

test("a simulated frame holds to its own checks, and depths turned round are found out", async () => {
  const model = await openModel("widefield-20x", { threads: 1 });
  try {
    const right = await checkFrame(recording, { ...options, model }, { t: 0, channel: 0, spread: false });
    expect(right.checks.map(({ title }) => title)).toHaveLength(5);
    expect(right.checks.filter(({ verdict }) => verdict === "bad")).toEqual([]);
    expect(right.spread).toBeNull();
    const rs = right.checks
      .at(-1)!
      .shown.match(/[\d.]+/g)!
      .map(Number);
    expect(rs[0]).toBeGreaterThan(rs[1]!);
  } finally {
    await model.close();
  }
});

test("every neuron is told how far it scatters over the eight ways the frame can lie", async () => {
  const model = await openModel("widefield-20x", { threads: 1 });
  try {
    const { spread } = await checkFrame(recording, { ...options, model }, { t: 0, channel: 0, spread: true });
    expect(spread!.neurons.length).toBeGreaterThan(8);
    for (const { zError, lightError } of spread!.neurons) {
      expect(zError).toBeGreaterThan(0);
      expect(zError).toBeLessThan(4);
      expect(lightError).toBeGreaterThanOrEqual(0);
    }
    expect(spread!.medianZ).toBeLessThan(1.5);
    expect(spread!.map.shape).toEqual([16, 24]);
    expect(Math.max(...spread!.map.values)).toBeGreaterThan(0);
  } finally {
    await model.close();
  }
});

test("a picture that no wide-field microscope makes does not hold to the checks", async () => {
  const model = await openModel("widefield-20x", { threads: 1 });
  try {
    const mask = frame!.map((value) => (value > 140 ? 600 : 100));
    const flat = memoryRecording({ frames: 1, height: size[0], width: size[1], pixels: () => mask });
    const odd = await checkFrame(flat, { ...options, model }, { t: 0, channel: 0, spread: false });
    expect(odd.verdict).not.toBe("good");
  } finally {
    await model.close();
  }
});
