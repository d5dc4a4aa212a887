import { expect, test } from "vitest";
import { optionsFor } from "#renderer/views/naming/name-options.ts";

const candidates = [
  { name: "RIAL", probability: 0.6 },
  { name: "AVAL", probability: 0.3 },
];

test("before a letter is typed, the names that the place suggests are offered, best first", () => {
  expect(optionsFor("", candidates, {}, 1)).toEqual([
    { name: "RIAL", probability: 0.6, takenBy: null },
    { name: "AVAL", probability: 0.3, takenBy: null },
  ]);
});

test("letters bring candidates, the atlas's names and the lab's own, whatever their case", () => {
  const names = optionsFor("av", candidates, { "7": "AVX like" }, 1).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(["AVAL", "AVAR"]);
  expect(optionsFor("avx", candidates, { "7": "AVX like" }, 1)).toEqual([{ name: "AVX like", probability: null, takenBy: 7 }]);
});

test("a name that another neuron has comes last and says whose it is; one's own does not", () => {
  expect(optionsFor("", candidates, { "5": "RIAL" }, 1).map(({ name, takenBy }) => [name, takenBy])).toEqual([
    ["AVAL", null],
    ["RIAL", 5],
  ]);
  expect(optionsFor("", candidates, { "1": "RIAL" }, 1)[0]).toMatchObject({ name: "RIAL", takenBy: null });
});
