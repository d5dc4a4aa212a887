import { expect, test } from "vitest";
import type { ChartState } from "#renderer/charts/figure.ts";
import { seriesFigure, seriesHeight } from "#renderer/charts/series-figure.ts";
import { timeAxis } from "#renderer/charts/time-axis.ts";

const axis = timeAxis([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]);
const temperature = { name: "temperature", unit: "°C", labels: null, time: Float64Array.of(0, 2, 4), values: Float64Array.of(20, 21, 22) };
const light = {
  name: "light",
  unit: "",
  labels: ["off", "on"],
  time: Float64Array.of(0, 2.5),
  values: Float64Array.of(0, 1),
};
const size = { width: 58 + 400 + 16, height: 2 * seriesHeight };
const state: ChartState = { selected: null, hovered: null, column: 0, window: null, scroll: 0, moving: false };

test("under the pointer stands the nearest number, and the word that holds there", () => {
  const figure = seriesFigure([temperature, light], axis);
  // 100 pixels a second, from 58 on.
  expect(figure.hit(58 + 190, 5, size, state)).toEqual({ column: 2, words: "temperature\n2 s: 21 °C" });
  expect(figure.hit(58 + 240, seriesHeight + 5, size, state)?.words).toBe("light\n2 s: off");
  expect(figure.hit(58 + 260, seriesHeight + 5, size, state)?.words).toBe("light\n3 s: on");
});

test("a strip that is scrolled to lies under the pointer; left of the plot lies nothing", () => {
  const figure = seriesFigure([temperature, light], axis);
  expect(figure.hit(58 + 10, 5, size, { ...state, scroll: seriesHeight })?.words).toBe("light\n0 s: off");
  expect(figure.hit(20, 5, size, state)).toBeNull();
});

test("the table holds every sample at its own time, words as words", () => {
  expect([...seriesFigure([temperature, light], axis).table().rows()]).toEqual([
    ["temperature", "°C", 0, 20],
    ["temperature", "°C", 2, 21],
    ["temperature", "°C", 4, 22],
    ["light", "", 0, "off"],
    ["light", "", 2.5, "on"],
  ]);
});
