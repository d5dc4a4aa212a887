import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import type { SpaceLook } from "#renderer/viewers/space/space-stack.ts";
import { loadViewers, type Viewers } from "#test/e2e/pages/viewers-bundle";

interface Picture {
  /** Middle of the bright pixels, [y, x], how many there are, and the brightest value. */
  readonly middle: readonly [number, number];
  readonly bright: number;
  readonly most: number;
  /** Alpha of a pixel outside the stack, and colour of the pixel in the middle. */
  readonly outside: number;
  readonly centre: readonly number[];
}

/** A ball of 9 µm across off the middle of a stack of 24 × 48 × 64 voxels, drawn by the graphics card's way and by the processor's. */
async function pictures(page: Page, turnBy: readonly [number, number], change: Partial<SpaceLook>): Promise<[Picture, Picture]> {
  return page.evaluate(
    ({ turnBy, change }) => {
      const { viewers } = globalThis as unknown as { viewers: Viewers };
      const shape = [24, 48, 64] as const;
      const bytes = new Uint8Array(24 * 48 * 64);
      for (let z = 0, i = 0; z < 24; z++)
        for (let y = 0; y < 48; y++)
          for (let x = 0; x < 64; x++, i++) {
            const far = Math.hypot((z - 12) * 1, (y - 18) * 0.5, (x - 40) * 0.5);
            bytes[i] = Math.max(1, Math.min(255, 300 - 60 * far));
          }
      const stack = { bytes, second: null, shape, voxel: [1, 0.5, 0.5] as const, origin: [-12, 0, 0] as const };
      const size = { width: 240, height: 200 };
      const look = {
        shading: "maximum" as const,
        level: 0.5,
        gamma: 1,
        secondGamma: 1,
        table: viewers.colourTable(viewers.colourMaps.gray),
        smooth: true,
        clip: viewers.unclipped,
        slab: null,
        ...change,
      };
      const fitted = viewers.fitOrbit(viewers.fromAbove, viewers.boxOf(stack, viewers.unclipped), size, 40);
      const orbit = viewers.turned(fitted, ...turnBy);
      const draw = (painterOf: (canvas: HTMLCanvasElement) => ReturnType<Viewers["cpuSpacePainter"]> | null) => {
        const canvas = Object.assign(document.createElement("canvas"), size);
        const painter = painterOf(canvas);
        if (!painter) throw new Error("This browser has no WebGL2.");
        painter.paint(stack, look, orbit, size, 1, false);
        const copy = Object.assign(document.createElement("canvas"), size).getContext("2d");
        if (!copy) throw new Error("This browser has no canvas.");
        copy.drawImage(canvas, 0, 0);
        painter.destroy();
        const { data } = copy.getImageData(0, 0, size.width, size.height);
        const sum = [0, 0, 0, 0];
        for (let i = 0; i < data.length; i += 4) {
          const value = data[i] ?? 0;
          sum[3] = Math.max(sum[3] ?? 0, value);
          if (value < 128) continue;
          sum[0]! += Math.floor(i / 4 / size.width);
          sum[1]! += (i / 4) % size.width;
          sum[2]!++;
        }
        const centre = (100 * size.width + 120) * 4;
        const bright = sum[2] ?? 0;
        return {
          middle: [(sum[0] ?? 0) / bright, (sum[1] ?? 0) / bright] as const,
          bright,
          most: sum[3] ?? 0,
          outside: data[3] ?? 0,
          centre: [...data.subarray(centre, centre + 4)],
        };
      };
      return [draw(viewers.glSpacePainter), draw(viewers.cpuSpacePainter)];
    },
    { turnBy, change },
  );
}

test.beforeEach(async ({ page }) => loadViewers(page));

test("a stack in space is the same picture by WebGL2 and by the processor, from every side", async ({ page }) => {
  for (const turn of [
    [0, 0],
    [0.5, -0.3],
    [1.4, 0.2],
    [-0.2, 1.3],
    [2.6, 0.4],
  ] as const) {
    const [gl, cpu] = await pictures(page, turn, {});
    const said = `turned by ${turn.join(", ")}`;
    expect(gl.bright, said).toBeGreaterThan(200);
    expect(Math.abs(gl.middle[0] - cpu.middle[0]), said).toBeLessThan(1.5);
    expect(Math.abs(gl.middle[1] - cpu.middle[1]), said).toBeLessThan(1.5);
    expect(cpu.bright / gl.bright, said).toBeGreaterThan(0.85);
    expect(cpu.bright / gl.bright, said).toBeLessThan(1.18);
    expect(Math.min(gl.most, cpu.most), said).toBeGreaterThan(235);
    expect([gl.outside, cpu.outside], said).toEqual([0, 0]);
  }
});

test("from above the ball lies where its voxels do", async ({ page }) => {
  const [gl, cpu] = await pictures(page, [0, 0], {});
  // The box is 32 µm wide and fills 160 px: 5 px a µm.
  for (const { middle } of [gl, cpu]) {
    expect(Math.abs(middle[1] - (120 + (40.5 - 32) * 0.5 * 5))).toBeLessThan(1);
    expect(Math.abs(middle[0] - (100 + (18.5 - 24) * 0.5 * 5))).toBeLessThan(1);
  }
});

test("clipping planes and the slab leave the ball out, by WebGL2 and by the processor alike", async ({ page }) => {
  const whole = [0, 1] as const;
  for (const change of [
    { clip: [whole, whole, [0, 0.3]] },
    { clip: [whole, [0.75, 1], whole] },
    { clip: [[0, 0.2], whole, whole] },
    { slab: { thickness: 2, place: [-9, 9, 20] } },
  ] as const satisfies readonly Partial<SpaceLook>[]) {
    for (const { bright } of await pictures(page, [0, 0], change)) expect(bright, JSON.stringify(change)).toBe(0);
  }
  for (const { bright } of await pictures(page, [0.4, 0.2], { slab: { thickness: 3, place: [0, 9, 20] } }))
    expect(bright).toBeGreaterThan(200);
});

test("a surface is drawn on clear ground, with gloss, where the ball lies", async ({ page }) => {
  for (const { middle, bright, outside, most, centre } of await pictures(page, [0.3, 0.2], { shading: "surface" })) {
    expect(bright).toBeGreaterThan(100);
    expect(most).toBeGreaterThan(180);
    expect(outside).toBe(0);
    expect(centre[3]).toBe(0);
    expect(middle[1]).toBeGreaterThan(120);
  }
});
