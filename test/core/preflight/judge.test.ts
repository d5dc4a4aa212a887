import { beforeAll, expect, test } from "vitest";
import type { PreflightReport } from "#contract/preflight";
import type { RecordingInfo } from "#contract/recording";
import type { Pixels } from "#contract/volume";
import { triangleThreshold } from "#core/image/triangle-threshold";
import { expose } from "#core/optics/camera";
import { Random } from "#core/optics/random";
import { sampleOptions, Simulation } from "#core/optics/simulation";
import { highestLevel, isCutOff, lookAtFrame, steadySlope } from "#core/preflight/frame-look";
import { judge, type Judged } from "#core/preflight/judge";
import { PhaseShift } from "#core/preprocess/phase-shift";
import { softSpots } from "#test/make/soft-spots";

const size = [192, 256] as const;
const frames = 8;
const simulation = new Simulation({ ...sampleOptions, size, frames, neurons: 30, twoChannel: false, interval: 0.3, peakPhotons: 1500 });
const model: Judged["model"] = {
  id: "widefield-20x",
  optics: { objective: "20×/0.75", na: 0.75, pixelSize: 0.325, emission: [0.5, 0.62] },
  statistics: { p99OverMedianRatio: [1.1, 5.8, 82], foregroundShare: [0.009, 0.069, 0.67], snr: [5.5, 80, 670] },
};
const info: RecordingInfo = {
  path: "/data/worm.ome.tif",
  name: "worm.ome.tif",
  format: "OME-TIFF",
  bytes: 1,
  shape: { t: frames, c: 1, z: 1, y: size[0], x: size[1] },
  dtype: "uint16",
  pixelSize: [0.325, 0.325],
  zStep: null,
  zOrigin: 0,
  interval: 0.3,
  times: null,
  channels: [{ name: "GCaMP", role: "activity", wavelength: 525 }],
  virtual: null,
  optics: { exposure: 0.01, numericalAperture: null, objective: null },
  missing: [],
  notes: [],
};

/** Expected light of every frame in focus, drawn once. */
let clean: Float32Array[] = [];
beforeAll(() => {
  clean = Array.from({ length: frames }, (_, t) => simulation.light(t, 0)[0]!);
});

const focused = (depth: (t: number) => number, length: number = frames) =>
  Array.from({ length }, (_, t) => simulation.light(t, depth(t))[0]!);

/** A movie of the given light, recorded and judged. */
function report(light: readonly Float32Array[], change: Partial<Judged> = {}, gain = 1): PreflightReport {
  const recorded = light.map((image, t) => {
    const grey = new Uint16Array(image.length);
    expose(image, { ...simulation.camera, gain }, new Random(3, 5, t), grey);
    return grey.map((value) => Math.min(value, 4095));
  });
  const planes = recorded.map((grey) => Float32Array.from(grey));
  const tops: Pixels[] = recorded.map((grey, t) => {
    const threshold = triangleThreshold(planes[t]!);
    return grey.filter((value) => value > threshold);
  });
  const looks = {
    frames: planes.map((plane, t) => lookAtFrame(plane, size, [0.325, 0.325], t)),
    reference: null,
    highest: highestLevel(tops),
    bright: tops.reduce((sum, top) => sum + top.length, 0),
    steps: planes.slice(1).map((plane, t) => ({ t, ...new PhaseShift(planes[t]!, size).of(plane) })),
  };
  return { recording: info.path, ...judge(looks, { info, channel: info.channels[0]!, aperture: 0.75, model, ...change }) };
}

const verdicts = (found: PreflightReport) => Object.fromEntries(found.checks.map(({ check, verdict }) => [check, verdict]));
const check = (found: PreflightReport, name: string) => found.checks.find((one) => one.check === name)!;

test("a clean recording passes every check", () => {
  const found = report(clean);
  expect(found.checks.filter(({ verdict }) => verdict !== "good").map(({ check: name, shown }) => `${name}: ${shown}`)).toEqual([]);
  expect(found.verdict).toBe("good");
});

test("saturation is seen where grey levels were cut off, and told as a share of the bright pixels", () => {
  const found = check(report(clean.slice(0, 2), {}, 40), "saturation");
  expect(found.verdict).toBe("bad");
  expect(found.shown).toMatch(/% of bright pixels at 4095/);
});

test("too few photons are seen as a low signal to noise", () => {
  const dim = report(clean.map((image) => image.map((value) => value / 30)));
  expect(check(dim, "signal").verdict).not.toBe("good");
  expect(check(dim, "signal").value!).toBeLessThan(16);
  expect(check(dim, "saturation").verdict).toBe("good");
});

test.each([14, -14, 20])("a focus %s µm beside the animal is seen", (depth) => {
  expect(check(report(focused(() => depth, 2)), "focus").verdict).toBe("bad");
});

test("a focus that wanders is seen as a change over time", () => {
  expect(check(report(focused((t) => 2.2 * t)), "focus-drift").verdict).not.toBe("good");
});

test("motion blur is seen with its direction, and not taken for a wrong focus", () => {
  const found = report(clean.slice(0, 3).map((image) => smear(image, 17)));
  expect(check(found, "blur").verdict).toBe("bad");
  expect(found.checks.find((one) => one.check === "blur")!.shown).toMatch(/along (17\d|\d) ?°|along (0|180)°/);
  expect(check(found, "focus").verdict).not.toBe("bad");
});

test("an exposure is judged by how far the image moves meanwhile, and a shorter one is named", () => {
  const exposed = (exposure: number | null, change: Partial<RecordingInfo> = {}) =>
    check(
      report(
        clean.slice(0, 4).map((image, t) => moved(image, 6 * t)),
        { info: { ...info, optics: { exposure, numericalAperture: null, objective: null }, ...change } },
      ),
      "exposure",
    );
  // 6 px of 0.325 µm in 0.3 s are 6.5 µm/s; half a nucleus passes in 230 ms.
  expect(exposed(0.1)).toMatchObject({ value: 100, unit: "ms", verdict: "good", advice: "" });
  expect(exposed(0.1).shown).toMatch(/^100 ms, in which the image moves 0\.[67]\d? µm$/);
  expect(exposed(0.29).verdict).toBe("doubtful");
  expect(exposed(0.29).advice).toMatch(/expose for 2[234]\d ms or less/);
  expect(exposed(null)).toMatchObject({ value: null, shown: "not said", verdict: "unmeasured" });
  expect(exposed(0.29, { interval: null })).toMatchObject({ value: 290, shown: "290 ms", verdict: "unmeasured" });
  expect(exposed(0.29, { pixelSize: null })).toMatchObject({ verdict: "unmeasured" });
});

test("drift is seen, as motion between frames where it is fast", () => {
  const slow = report(clean.map((image, t) => moved(image, 6 * t)));
  expect(check(slow, "drift").verdict).not.toBe("good");
  expect(check(slow, "motion").verdict).toBe("good");
  const fast = report(clean.map((image, t) => moved(image, (t % 2) * 22)));
  expect(check(fast, "motion").verdict).not.toBe("good");
});

test("bleaching is seen, with what the movie loses", () => {
  const found = check(report(clean.map((image, t) => image.map((value) => value * Math.exp(-0.1 * t)))), "bleaching");
  expect(found.verdict).toBe("bad");
  expect(found.value!).toBeGreaterThan(40);
  expect(found.value!).toBeLessThan(60);
});

test("pixel size, aperture and emission are held against the model's own", () => {
  const said = (change: Partial<Judged>) => verdicts(report(clean.slice(0, 1), change));
  expect(said({ info: { ...info, pixelSize: null } })["pixel-size"]).toBe("bad");
  expect(said({ info: { ...info, pixelSize: [0.65, 0.65] } })["pixel-size"]).toBe("bad");
  expect(said({ info: { ...info, pixelSize: [0.4, 0.4] } })["pixel-size"]).toBe("doubtful");
  expect(said({ aperture: null })["aperture"]).toBe("unmeasured");
  expect(said({ aperture: 0.45 })["aperture"]).toBe("bad");
  expect(said({ channel: { name: "far red", role: "activity", wavelength: 700 } })["channel"]).toBe("bad");
  expect(said({ info: { ...info, name: "worm_MIP.tif" } })["kind"]).toBe("doubtful");
});

test("light that fills the frame is unlike the training", () => {
  const trained = { ...model, statistics: { ...model.statistics, foregroundShare: [0.0001, 0.0005, 0.001] } };
  expect(verdicts(report(clean.slice(0, 1), { model: trained }))["foreground"]).toBe("bad");
});

test("a movie of a few frames says that it cannot tell what changes with time", () => {
  const found = verdicts(report(clean.slice(0, 3)));
  expect([found["bleaching"], found["drift"], found["focus-drift"]]).toEqual(["unmeasured", "unmeasured", "unmeasured"]);
});

test("a slope through all pairs is not moved by an outlier", () => {
  expect(steadySlope([0, 1, 2, 3, 4, 5], [0, 2, 4, 100, 8, 10])).toBe(2);
  expect(steadySlope([3], [1])).toBe(0);
});

test("a heap at the top is cut off, a tail is not", () => {
  expect(isCutOff(highestLevel([Uint16Array.of(4095, 4095, 10)]))).toBe(true);
  expect(isCutOff(highestLevel([Uint16Array.from(softSpots([64, 96]))]))).toBe(false);
});

/** Smeared along x, as by motion while the shutter was open. */
function smear(image: Float32Array, length: number): Float32Array {
  return image.map((_, i) => {
    let sum = 0;
    for (let k = 0; k < length; k++) {
      const x = Math.min(Math.max((i % size[1]) + k - (length >> 1), 0), size[1] - 1);
      sum += image[i - (i % size[1]) + x]!;
    }
    return sum / length;
  });
}

/** Moved along x; what comes in at the border is its ground. */
function moved(image: Float32Array, dx: number): Float32Array {
  return image.map((_, i) => {
    const x = (i % size[1]) - dx;
    return x < 0 || x >= size[1] ? image[0]! : image[i - dx]!;
  });
}
