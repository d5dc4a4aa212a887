import { expect, test } from "vitest";
import { Failure } from "#contract/failure";
import { modelDepths, modelGrid, opticsWarnings } from "#core/refocus/checks";

const model = {
  id: "m",
  depth: { min: -10, max: 4, kernel: "keys-cubic", nodes: [-10, 4], mixing: null },
  optics: { objective: "20×/0.75", na: 0.75, pixelSize: 0.325, emission: [0.5, 0.62] },
} as const;
const channel = { name: "GCaMP", role: "activity", wavelength: 510 } as const;

function failureOf(act: () => unknown): Failure {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error("no failure");
}

test("the axial direction turns depths round on the way into the model", () => {
  expect(modelDepths({ min: -2, max: 2, step: 2 }, -1, { ...model, depth: { ...model.depth, nodes: [] } })).toEqual([2, 0, -2]);
});

test("planes outside the trained depths are refused, with the range in the recording's own sense", () => {
  const failure = failureOf(() => modelDepths({ min: -6, max: 5, step: 1 }, 1, { ...model, depth: { ...model.depth, nodes: [] } }));
  expect(failure.code).toBe("out-of-range");
  expect(failure.message).toContain("-10 to 4 µm");
  expect(modelDepths({ min: -4, max: 10, step: 1 }, -1, { ...model, depth: { ...model.depth, nodes: [] } })).toHaveLength(15);
  expect(
    failureOf(() => modelDepths({ min: -6, max: 5, step: 1 }, -1, { ...model, depth: { ...model.depth, nodes: [] } })).message,
  ).toContain("-4 to 10 µm");
});

test("a step that makes thousands of planes is refused", () => {
  const shallow = { ...model, depth: { ...model.depth, nodes: [] } };
  expect(failureOf(() => modelDepths({ min: -4, max: 4, step: 1e-9 }, 1, shallow)).code).toBe("out-of-range");
});

test("pixel sizes within 5 % keep the grid, others are brought to the model's", () => {
  expect(modelGrid([100, 200], [0.325, 0.34], model)).toEqual([100, 200]);
  expect(modelGrid([100, 200], [0.65, 0.325], model)).toEqual([200, 200]);
  expect(failureOf(() => modelGrid([100, 200], [10, 10], model)).code).toBe("out-of-range");
});

test("an aperture that differs is told, one that is near or unknown is not", () => {
  expect(opticsWarnings([0.325, 0.325], channel, model, 1.4)).toEqual([
    "The objective has an aperture of 1.4, the model m was trained for 0.75 (20×/0.75): depths come out stretched, and blur is left over.",
  ]);
  expect(opticsWarnings([0.325, 0.325], channel, model, 0.8)).toEqual([]);
  expect(opticsWarnings([0.325, 0.325], channel, model, null)).toEqual([]);
});

test("pixel size and wavelength that differ are told", () => {
  expect(opticsWarnings([0.325, 0.325], channel, model)).toEqual([]);
  expect(opticsWarnings([0.65, 0.65], { ...channel, wavelength: 700 }, model)).toEqual([
    "The pixels are 0.65 µm, the model m was trained at 0.325 µm: frames are resampled for it and back; trust the result less.",
    "The channel GCaMP emits at 700 nm, the model m was trained for 500 to 620 nm.",
  ]);
});
