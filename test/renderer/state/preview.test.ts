import { expect, test } from "vitest";
import { previewOf, regionsOf, regionText } from "#renderer/state/preview.ts";
import { rowsOfFrame } from "#renderer/client/track-index.ts";

const candidates = {
  place: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  height: Float64Array.of(90, 40, 5),
  noise: 1,
  elongation: 1.5,
  bright: 90,
  cut: 11,
};

test("a threshold chooses among the candidates of a frame, and 0 takes the automatic one", () => {
  const rows = (threshold: number) => rowsOfFrame(previewOf(candidates, threshold, 1.4, 7).neurons, 7).length;
  expect([0, 4, 50, 100].map(rows)).toEqual([2, 3, 1, 0]);
  const { neurons, t } = previewOf(candidates, 0, 1.4, 7);
  expect(t).toBe(7);
  expect(Array.from(neurons.columns["x"] ?? [])).toEqual([3, 6]);
  expect(neurons.columns["confidence"]?.[0]).toBeGreaterThan(0.99);
});

test("regions go into the form and come back; none are an empty text, and what is not understood is none", () => {
  const regions = {
    include: [],
    exclude: [
      {
        points: [
          [0, 0],
          [0, 1],
          [1, 1],
        ] as [number, number][],
        z: null,
      },
    ],
  };
  expect(regionsOf({ regions: regionText(regions) })).toEqual(regions);
  expect(regionText({ include: [], exclude: [] })).toBe("");
  expect(regionsOf({ regions: "{" })).toEqual({ include: [], exclude: [] });
});
