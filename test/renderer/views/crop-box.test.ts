import { expect, test } from "vitest";
import { unprepared } from "#contract/preparation";
import { boxOf, cropOf, dragBox, gripAt } from "#renderer/views/recording/crop-box.ts";

const frame = [100, 200] as const;
const box = { top: 20, left: 40, bottom: 60, right: 120 };

test("numbers of a crop become a box and come back", () => {
  expect(boxOf(unprepared, frame)).toEqual({ top: 0, left: 0, bottom: 100, right: 200 });
  const crop = { cropTop: 20, cropLeft: 40, cropHeight: 40, cropWidth: 80 };
  expect(boxOf(crop, frame)).toEqual(box);
  expect(cropOf(box, frame)).toEqual(crop);
  expect(cropOf({ ...box, bottom: 100, right: 200 }, frame)).toEqual({ ...crop, cropHeight: 0, cropWidth: 0 });
});

test("a click draws nothing", () => {
  expect(cropOf({ top: 20, left: 40, bottom: 22, right: 41 }, frame)).toBeNull();
});

test("a drag draws where there is no box, moves inside one, and pulls edges near them", () => {
  expect(gripAt(boxOf(unprepared, frame), frame, [1, 1], 4)).toBe("draw");
  expect(gripAt(box, frame, [40, 80], 4)).toBe("move");
  expect(gripAt(box, frame, [90, 180], 4)).toBe("draw");
  expect(gripAt(box, frame, [21, 80], 4)).toEqual(["top"]);
  expect(gripAt(box, frame, [58, 118], 4)).toEqual(["bottom", "right"]);
});

test("a box stays in the frame and never turns inside out", () => {
  expect(dragBox(box, "draw", [90, 150], [-5, 30.4], frame)).toEqual({ top: 0, left: 30, bottom: 90, right: 150 });
  expect(dragBox(box, "move", [40, 80], [140, 0], frame)).toEqual({ top: 60, left: 0, bottom: 100, right: 80 });
  expect(dragBox(box, ["bottom", "right"], [60, 120], [10, 500], frame)).toEqual({ top: 20, left: 40, bottom: 28, right: 200 });
});
