import { expect, test } from "vitest";
import { Fourier2 } from "#core/optics/fourier";
import { Random } from "#core/optics/random";

test("the transform is the sum over exp(−2πi…), and inverse undoes it", () => {
  const [height, width] = [8, 16];
  const random = new Random(1);
  const re = Float64Array.from({ length: height * width }, () => random.normal());
  const im = Float64Array.from({ length: height * width }, () => random.normal());
  const [gotRe, gotIm] = [re.slice(), im.slice()];
  const fourier = new Fourier2(height, width);
  fourier.forward(gotRe, gotIm);
  const [v, u] = [3, 5];
  let wantRe = 0;
  let wantIm = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const angle = -2 * Math.PI * ((v * y) / height + (u * x) / width);
      const i = y * width + x;
      wantRe += (re[i] ?? 0) * Math.cos(angle) - (im[i] ?? 0) * Math.sin(angle);
      wantIm += (re[i] ?? 0) * Math.sin(angle) + (im[i] ?? 0) * Math.cos(angle);
    }
  }
  expect(gotRe[v * width + u]).toBeCloseTo(wantRe, 10);
  expect(gotIm[v * width + u]).toBeCloseTo(wantIm, 10);
  fourier.inverse(gotRe, gotIm);
  re.forEach((value, i) => expect(gotRe[i]).toBeCloseTo(value, 12));
  im.forEach((value, i) => expect(gotIm[i]).toBeCloseTo(value, 12));
});
