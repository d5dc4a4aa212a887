import { expect, test } from "vitest";
import { indexTracks } from "#renderer/client/track-index.ts";
import { PlaneCutter } from "#renderer/views/stage/stage-planes.ts";
import { keysOfItem } from "#renderer/views/stage/stage-menu-items.ts";
import { marksOf } from "#renderer/views/stage/stage-marks.ts";
import { rulerWords } from "#renderer/views/stage/stage-ruler.ts";
import { planeWays } from "#renderer/views/stage/stage-ways.ts";

test("a ruler tells its length, and where it leaves the plane its two parts", () => {
  expect(rulerWords({ from: [1, 0, 0], to: [1, 3, 4] }, "µm")).toBe("5 µm");
  expect(rulerWords({ from: [4, 0, 0], to: [-8, 3, 4] }, "µm")).toBe("13 µm  ·  xy 5  ·  dz −12");
});

test("tails hold where a neuron was in the frames before, oldest first, for neurons of this frame", () => {
  const columns = {
    t: Float64Array.of(0, 1, 1, 2, 3, 3),
    z: Float64Array.of(0, 1, 9, 2, 3, 9),
    y: Float64Array.of(10, 11, 9, 12, 13, 9),
    x: Float64Array.of(20, 21, 9, 22, 23, 9),
    track: Float64Array.of(5, 5, 7, 5, 5, -1),
  };
  const index = indexTracks(columns, 4);
  const { main, xz, space } = marksOf(index, 3, null, [0, 0], 2);
  expect(space.tails).toEqual([
    {
      track: 5,
      points: [
        [1, 11, 21],
        [2, 12, 22],
        [3, 13, 23],
      ],
    },
  ]);
  expect(main.tails?.[0]?.points[0]).toEqual([11, 21]);
  expect(xz.tails?.[0]?.points[0]).toEqual([1, 21]);
  expect([...main.track]).toEqual([5]);
  expect(marksOf(index, 3, null, [0, 0], 0).space.tails).toEqual([]);
});

test("the marker shows the axes of the plane, and the animal's directions as the plane cuts them", () => {
  const ways = planeWays("z", "x", { head: [0, 0, -1], dorsal: [1, 0, 0], mirror: false });
  expect(ways.map(({ name, way }) => `${name} ${way.join(" ")}`)).toEqual(["x 0 1", "z 1 0", "head 0 -1", "dorsal 1 0"]);
});

test("a projection is kept while the depth is turned; a slice is cut where it is turned to", () => {
  const stack = {
    stored: Uint16Array.of(1, 2, 3, 4),
    shape: [2, 1, 2],
    scale: 1,
    offset: 0,
    voxel: [1, 1, 1],
    origin: [0, 0, 0],
    virtual: true,
  } as const;
  const cutter = new PlaneCutter();
  const brightest = cutter.cut([stack], "projection", 0, null, false);
  expect([...brightest!.main.data]).toEqual([3, 4]);
  expect(cutter.cut([stack], "projection", 1, [0, 0], false)).toBe(brightest);
  expect([...cutter.cut([stack], "slice", 0, null, false)!.main.data]).toEqual([1, 2]);
  expect([...cutter.cut([stack], "slice", 1, null, false)!.main.data]).toEqual([3, 4]);
  expect([...cutter.cut([{ ...stack, stored: Uint16Array.of(9, 8, 7, 6) }], "slice", 1, null, false)!.main.data]).toEqual([7, 6]);
});

test("the menu over the image shows the keys that the user has", () => {
  const item = { label: "", command: "correct.remove", act: () => undefined } as const;
  expect(keysOfItem(item, {})).toBe("D");
  expect(keysOfItem({ ...item, withShift: true }, {})).toBe("Shift D");
  expect(keysOfItem({ ...item, withShift: true }, { "correct.remove": ["Mod+R"] })).toBe("Shift Ctrl R");
  expect(keysOfItem({ ...item, command: "correct.swap", ending: "correct.nearest" }, {})).toBe("S Enter");
  expect(keysOfItem({ ...item, command: "correct.swap", ending: "correct.nearest" }, { "correct.swap": [] })).toBe("");
});
