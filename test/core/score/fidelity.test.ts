import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { linearFit, meanInside, planeFidelity, similarityMap } from "#core/score/fidelity";

const reference = JSON.parse(readFileSync(new URL("../../reference/fidelity.json", import.meta.url), "utf8")) as {
  height: number;
  width: number;
  range: number;
  mean: number;
  middle: number[];
};

function images(): [Float32Array, Float32Array] {
  const { height, width } = reference;
  const first = new Float32Array(height * width);
  const second = new Float32Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = 100 + 90 * Math.sin(x / 3) * Math.cos(y / 5);
      first[i] = value;
      second[i] = value + 20 * Math.sin((x * y) / 11) + 5;
    }
  }
  return [first, second];
}

test("structural similarity is scikit-image's", () => {
  const [first, second] = images();
  const { height, width, range, mean, middle } = reference;
  const map = similarityMap(first, second, [height, width], range);
  middle.forEach((value, n) => expect(map[12 * width + 10 + n]).toBeCloseTo(value, 4));
  expect(meanInside(map, [height, width])).toBeCloseTo(mean, 4);
});

test("a plane that differs from the truth by scale and offset alone has no error", () => {
  const [truth, other] = images();
  const { image, pearson } = linearFit(
    truth.map((value) => 3 * value - 40),
    truth,
  );
  expect(pearson).toBeCloseTo(1, 6);
  image.forEach((value, i) => expect(value).toBeCloseTo(truth[i]!, 3));
  const { gain, ssim } = planeFidelity(image, other, truth, [reference.height, reference.width], 200);
  expect(gain).toBeGreaterThan(60);
  expect(ssim).toBeCloseTo(1, 5);
});

test("the input itself gains nothing", () => {
  const [truth, other] = images();
  const { gain, inside } = planeFidelity(other, other, truth, [reference.height, reference.width], 200);
  expect(gain).toBe(0);
  expect(inside.gain).toBe(0);
});

test("halving the error everywhere gains 6 dB", () => {
  const truth = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));
  // A disturbance that neither scale nor offset can take up: as much above as below at every level of the truth.
  const disturbed = (size: number) => truth.map((value, i) => value + (i % 2 === 0 ? size : -size) * Math.sin(1000 * i));
  const { gain } = planeFidelity(disturbed(0.005), disturbed(0.01), truth, [20, 20], 2);
  expect(gain).toBeCloseTo(6.02, 1);
});
