import { describe, expect, test } from "vitest";
import { colourMaps, colourTable } from "#renderer/viewers/colour-maps.ts";
import { directionsOf, fitOrbit, fromAbove, type Orbit, panned, seenAt, standardTurns, turned } from "#renderer/viewers/space/orbit.ts";
import { shear } from "#renderer/viewers/space/shear.ts";
import { boxOf, halved, type SpaceLook, type SpaceStack, spaceStack, unclipped } from "#renderer/viewers/space/space-stack.ts";

const size = { width: 200, height: 100 };

/** A dark stack of 6 × 9 × 12 voxels of 2 × 1 × 1 µm with some voxels set. */
function stackWith(bright: readonly (readonly [z: number, y: number, x: number, value: number])[]): SpaceStack {
  const bytes = new Uint8Array(6 * 9 * 12).fill(1);
  for (const [z, y, x, value] of bright) bytes[(z * 9 + y) * 12 + x] = value;
  return { bytes, second: null, shape: [6, 9, 12], voxel: [2, 1, 1], origin: [-5, 0, 0] };
}

const look: SpaceLook = {
  shading: "maximum",
  level: 0.5,
  gamma: 1,
  secondGamma: 1,
  table: colourTable(colourMaps.gray),
  smooth: true,
  clip: unclipped,
  slab: null,
};
const orbit: Orbit = { turn: fromAbove, centre: [0, 4, 5.5], scale: 1 };

/** Where the brightest pixel lies, µm from the middle of the view [down, right], and how bright it is. */
function brightest(stack: SpaceStack, of: Orbit, how: SpaceLook = look, fine = false): { at: readonly [number, number]; value: number } {
  const { rgba, width, map } = shear(stack, how, of, fine);
  let best = 0;
  for (let i = 0; i < rgba.length; i += 4) if ((rgba[i] as number) > (rgba[best] as number)) best = i;
  const [i, j] = [((best / 4) % width) + 0.5, Math.floor(best / 4 / width) + 0.5];
  const [a, b, c, d, e, f] = map;
  return { at: [b * i + d * j + f, a * i + c * j + e], value: rgba[best] as number };
}

describe("the view in space", () => {
  test("from above x goes right, y down and z away from the eye; from the front z goes down, from the side right", () => {
    expect(directionsOf(fromAbove)).toEqual({ right: [0, 0, 1], down: [0, 1, 0], ahead: [1, 0, 0] });
    const close = (got: readonly number[], wanted: readonly number[]) =>
      wanted.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 12));
    close(directionsOf(standardTurns.front).down, [1, 0, 0]);
    close(directionsOf(standardTurns.front).right, [0, 0, 1]);
    close(directionsOf(standardTurns.side).right, [1, 0, 0]);
    close(directionsOf(standardTurns.side).down, [0, 1, 0]);
  });

  test("what lies in front follows the hand: to the right, and down", () => {
    const front = [-1, 4, 5.5] as const;
    const [, right] = seenAt(orbit, directionsOf(turned(orbit, 0.2, 0).turn), size, front);
    expect(right).toBeCloseTo(100 + Math.sin(0.2), 10);
    const [down] = seenAt(orbit, directionsOf(turned(orbit, 0, 0.2).turn), size, front);
    expect(down).toBeCloseTo(50 + Math.sin(0.2), 10);
  });

  test("turning there and back, and panning, keep lengths", () => {
    const there = turned(turned(orbit, 0.7, 0.3), 0, -0.3);
    const back = turned(there, -0.7, 0);
    back.turn.forEach((value, i) => expect(value).toBeCloseTo(fromAbove[i]!, 12));
    const moved = panned({ ...there, scale: 4 }, 8, -20);
    const before = seenAt({ ...there, scale: 4 }, directionsOf(there.turn), size, [1, 2, 3]);
    const after = seenAt(moved, directionsOf(there.turn), size, [1, 2, 3]);
    expect([after[0] - before[0], after[1] - before[1]].map((way) => Math.round(way * 1e9) / 1e9)).toEqual([8, -20]);
  });

  test("fitting shows the whole box from any side", () => {
    const box = boxOf(stackWith([]), unclipped);
    expect(box).toEqual({ low: [-6, -0.5, -0.5], high: [6, 8.5, 11.5] });
    for (const turn of [fromAbove, standardTurns.side, turned(orbit, 0.6, 0.4).turn]) {
      const fitted = fitOrbit(turn, box, size, 10);
      for (const corner of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const at = [0, 1, 2].map((i) => (corner & (1 << i) ? box.high : box.low)[i]!) as [number, number, number];
        const [y, x] = seenAt(fitted, directionsOf(turn), size, at);
        expect(y).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(y).toBeLessThanOrEqual(90 + 1e-9);
        expect(x).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(x).toBeLessThanOrEqual(190 + 1e-9);
      }
    }
  });
});

describe("a stack in space without a graphics card", () => {
  test("a voxel is drawn where its place is seen, from every side", () => {
    const stack = stackWith([[4, 2, 9, 200]]);
    for (const [across, along] of [
      [0, 0],
      [0.3, -0.2],
      [1.2, 0.1],
      [0.1, 1.4],
      [3, 0.5],
      [-1.5, -0.9],
    ] as const) {
      const turn = turned(orbit, across, along);
      const { at, value } = brightest(stack, turn);
      const [y, x] = seenAt(turn, directionsOf(turn.turn), size, [3, 2, 9]);
      expect(value).toBe(200);
      // Planes are moved by whole voxels, so a pixel lies within half a voxel, 1 µm at most along z.
      expect(Math.hypot(at[0] - (y - 50), at[1] - (x - 100)), `${across} ${along}`).toBeLessThan(1);
    }
  });

  test("along the optical axis the picture is the maximum projection", () => {
    const stack = { ...stackWith([]), bytes: Uint8Array.from({ length: 648 }, (_, i) => 1 + ((i * 73) % 251)) };
    const { rgba, width } = shear(stack, look, orbit, false);
    for (let y = 0; y < 9; y++)
      for (let x = 0; x < 12; x++) {
        const wanted = Math.max(...[0, 1, 2, 3, 4, 5].map((z) => stack.bytes[(z * 9 + y) * 12 + x] as number));
        expect(rgba[(y * width + x) * 4]).toBe(wanted);
      }
  });

  test("between voxels the sharp picture interpolates, and keeps what is even as it is", () => {
    const even = { ...stackWith([]), bytes: new Uint8Array(648).fill(80) };
    const { rgba } = shear(even, look, turned(orbit, 0.35, 0.2), true);
    expect(Math.max(...rgba.filter((_, i) => i % 4 === 0))).toBe(80);
    const { at, value } = brightest(stackWith([[4, 2, 9, 200]]), turned(orbit, 0.35, 0.2), look, true);
    const [y, x] = seenAt(turned(orbit, 0.35, 0.2), directionsOf(turned(orbit, 0.35, 0.2).turn), size, [3, 2, 9]);
    expect(Math.hypot(at[0] - (y - 50), at[1] - (x - 100))).toBeLessThan(1);
    expect(value).toBeGreaterThan(50);
    expect(value).toBeLessThan(200);
  });

  test("along an axis the sharp picture covers the stack's voxels and nothing beside them", () => {
    for (const turn of Object.values(standardTurns)) {
      const { rgba, width, height } = shear(stackWith([]), look, { ...orbit, turn }, true);
      expect([6 * 9, 6 * 12, 9 * 12]).toContain(width * height);
      expect(rgba.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    }
  });

  test("clipping leaves out what lies outside, along each axis", () => {
    const stack = stackWith([[4, 2, 9, 200]]);
    const clips = [
      [[0, 0.5], unclipped[1], unclipped[2]],
      [unclipped[0], [0.5, 1], unclipped[2]],
      [unclipped[0], unclipped[1], [0, 0.5]],
    ] as const;
    for (const clip of clips) expect(brightest(stack, turned(orbit, 0.3, 0.2), { ...look, clip }).value).toBe(1);
    const kept = [
      [0.5, 1],
      [0, 0.5],
      [0.5, 1],
    ] as const;
    expect(brightest(stack, turned(orbit, 0.3, 0.2), { ...look, clip: kept }).value).toBe(200);
  });

  test("a slab keeps what lies near a place along the line of sight, whichever way that runs", () => {
    const stack = stackWith([
      [1, 4, 5, 120],
      [4, 4, 5, 200],
    ]);
    const at = (z: number, turn: Orbit, thickness: number) =>
      brightest(stack, turn, { ...look, slab: { thickness, place: [z, 4, 5] } }).value;
    expect(at(-3, orbit, 3)).toBe(120);
    expect(at(3, orbit, 3)).toBe(200);
    expect(at(0, orbit, 3)).toBeLessThan(2);
    expect(at(0, orbit, 8)).toBe(200);
    const tilted = turned(orbit, 0.4, 0.3);
    expect(at(-3, tilted, 3)).toBe(120);
    expect(at(3, tilted, 3)).toBe(200);
  });

  test("a surface is the nearest voxel above the level, lit where it faces the light; nothing else is drawn", () => {
    const ball: [number, number, number, number][] = [];
    for (let z = 0; z < 6; z++)
      for (let y = 0; y < 9; y++)
        for (let x = 0; x < 12; x++) if (((z - 2.5) * 2) ** 2 + (y - 4) ** 2 + (x - 5.5) ** 2 < 12) ball.push([z, y, x, 200]);
    const { rgba, width } = shear(stackWith(ball), { ...look, shading: "surface" }, orbit, false);
    const grey = (y: number, x: number) => rgba[(y * width + x) * 4] as number;
    expect(rgba[3]).toBe(0);
    expect(rgba[(4 * width + 5) * 4 + 3]).toBe(255);
    expect(grey(2, 4)).toBeGreaterThan(grey(6, 7));
    const dim = shear(stackWith(ball), { ...look, shading: "surface", level: 0.9 }, orbit, false);
    expect(Math.max(...dim.rgba)).toBe(0);
  });

  test("two channels are green and magenta", () => {
    const green = stackWith([[4, 2, 9, 200]]);
    const { rgba } = shear({ ...green, second: stackWith([[4, 6, 2, 100]]).bytes }, look, orbit, false);
    const { width } = shear(green, look, orbit, false);
    expect([...rgba.subarray((2 * width + 9) * 4, (2 * width + 9) * 4 + 4)]).toEqual([1, 200, 1, 255]);
    expect([...rgba.subarray((6 * width + 2) * 4, (6 * width + 2) * 4 + 4)]).toEqual([100, 1, 100, 255]);
  });

  test("bytes run from black to white, and half a stack keeps its brightest voxels and its place", () => {
    const stored = Uint16Array.from({ length: 16 }, (_, i) => i * 10);
    const stack = spaceStack(
      { stored, shape: [1, 4, 4], scale: 0.5, offset: 5, voxel: [1, 1, 1], origin: [0, 0, 0] },
      { min: 10, max: 61 },
    );
    expect([...stack.bytes.subarray(0, 4)]).toEqual([1, 1, 25, 50]);
    expect(stack.bytes[15]).toBe(255);
    const coarse = halved(stack);
    expect(coarse).toMatchObject({ shape: [1, 2, 2], voxel: [1, 2, 2], origin: [0, 0.5, 0.5] });
    expect([...coarse.bytes]).toEqual([stack.bytes[5], stack.bytes[7], stack.bytes[13], stack.bytes[15]]);
  });
});
