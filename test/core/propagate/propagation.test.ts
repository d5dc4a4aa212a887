import { expect, test } from "vitest";
import type { Triple } from "#contract/geometry";
import { planVisits, thumbnail, unlikeness } from "#core/propagate/likeness";
import { Propagation } from "#core/propagate/propagation";
import { scatter, stackOf } from "#test/make/nuclei";

const frames = 24;

/** Nuclei of a body that sways and stretches, voxels z, y, x at a frame. */
function course(shape: Triple, count: number) {
  const [depth, height, width] = shape;
  const home = scatter(count, [Math.max(depth - 4, 0), height - 50, width - 50], [depth > 1 ? 2 : 0, 25, 25], 9, 2, 3);
  return (t: number) =>
    home.map((nucleus, i) => ({
      ...nucleus,
      y: nucleus.y + 9 * Math.sin(t / 4 + nucleus.x / 60),
      x: nucleus.x + 6 * Math.sin(t / 5) + 0.03 * nucleus.x * Math.sin(t / 3),
      brightness: 300 * nucleus.brightness * (i % 4 === 0 && t % 7 > 4 ? 3 : 1),
    }));
}

function carry(shape: Triple, count: number, corrected: readonly { t: number; i: number }[] = []) {
  const at = course(shape, count);
  const images = Array.from({ length: frames }, (_, t) => stackOf(shape, [1, 1, 1], [0, 0, 0], at(t), 1, 10, t + 1).data);
  const others = [...new Set(corrected.map(({ t }) => t))];
  const visits = planVisits(
    images.map((image) => thumbnail(image, shape)),
    { roots: [0], others },
    { references: 4, parents: 3 },
  );
  const work = new Propagation(shape, count, { radius: [1.5, 3, 3] });
  const found = visits.map(({ t, parents }) => {
    const known = t === 0 ? at(0).map((_, i) => i) : corrected.filter((one) => one.t === t).map(({ i }) => i);
    const anchors = new Map(known.map((i) => [i, [at(t)[i]!.z, at(t)[i]!.y, at(t)[i]!.x] as const]));
    return { t, ...work.place(t, images[t]!, parents, anchors) };
  });
  const errors = [...new Map(found.map((frame) => [frame.t, frame])).values()].flatMap(({ t, points }) =>
    at(t).map(({ z, y, x }, i) => Math.hypot(points[3 * i]! - z, points[3 * i + 1]! - y, points[3 * i + 2]! - x)),
  );
  return { visits, found, errors };
}

test("twenty neurons of a swaying 2-D worm are carried from one frame through all others", () => {
  const { visits, errors, found } = carry([1, 120, 200], 20);
  expect(new Set(visits.map(({ t }) => t)).size).toBe(frames);
  expect(errors.filter((error) => error < 3).length / errors.length).toBeGreaterThan(0.95);
  expect(found.every(({ confidence }) => confidence.every((value) => value > 0 && value <= 1))).toBe(true);
});

test("neurons of a swaying 3-D worm are carried in depth too", () => {
  const { errors } = carry([9, 100, 140], 16);
  expect(errors.filter((error) => error < 2).length / errors.length).toBeGreaterThan(0.95);
});

test("a place that a human set stays to the bit, and the same input gives the same places", () => {
  const once = carry([1, 120, 200], 8, [{ t: 11, i: 3 }]);
  const again = carry([1, 120, 200], 8, [{ t: 11, i: 3 }]);
  const last = once.found.findLast(({ t }) => t === 11)!;
  const wanted = course([1, 120, 200], 8)(11)[3]!;
  expect([...last.points.subarray(9, 12)]).toEqual([wanted.z, wanted.y, wanted.x]);
  expect(last.confidence[3]).toBe(1);
  expect(once.found).toEqual(again.found);
});

test("every frame is led by frames that come before it, and the references by the likest", () => {
  const { visits } = carry([1, 120, 200], 8);
  const seen = new Set<number>();
  for (const { t, parents } of visits) {
    for (const parent of parents) expect(seen.has(parent.t)).toBe(true);
    seen.add(t);
  }
});

test("a frame is like itself whatever its brightness, and unlike another posture", () => {
  const shape: Triple = [1, 120, 200];
  const image = stackOf(shape, [1, 1, 1], [0, 0, 0], course(shape, 20)(0), 1, 0, 1).data;
  const other = stackOf(shape, [1, 1, 1], [0, 0, 0], course(shape, 20)(8), 1, 0, 1).data;
  const one = thumbnail(image, shape);
  expect(
    unlikeness(
      one,
      thumbnail(
        image.map((value) => 4 * value),
        shape,
      ),
    ),
  ).toBeCloseTo(0, 5);
  expect(unlikeness(one, thumbnail(other, shape))).toBeGreaterThan(0.05);
});
