import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import { studyCharts } from "#renderer/charts/make-figure.ts";
import { paper } from "#renderer/charts/palette.ts";
import type { Look, Plane } from "#renderer/viewers/plane.ts";
import { loadCharts, loadViewers, type Charts, type Viewers } from "#test/e2e/pages/viewers-bundle";

/** Edges of letters and lines are smoothed a little differently from browser to browser; a picture that moved or lost a part differs more. */
const alike = { threshold: 0.25, maxDiffPixelRatio: 0.015 };

const night = {
  ...paper,
  text: "#e7ecf4",
  faint: "#a8b3c4",
  line: "#47546a",
  grid: "#28303c",
  chosen: "#1b2a52",
  surface: "#141922",
  dark: true,
};

test.describe("pictures kept in test/e2e/pictures", () => {
  test.skip(process.platform !== "linux", "letters are drawn differently on other systems");

  test("every chart looks as it did on light ground, and traces on dark", async ({ page }) => {
    await loadCharts(page);
    const grounds = [...studyCharts.map((chart) => [chart, "light", paper] as const), ["traces", "dark", night] as const];
    for (const [chart, ground, palette] of grounds) {
      await page.evaluate(
        ({ chart, palette }) => {
          const { charts } = globalThis as unknown as { charts: Charts };
          const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 320 });
          document.body.replaceChildren(canvas);
          charts.drawSampleChart(chart, canvas, palette);
        },
        { chart, palette },
      );
      await expect.soft(page.locator("canvas"), `${chart}, ${ground}`).toHaveScreenshot(`chart-${chart}-${ground}.png`, alike);
    }
  });

  test("planes and stacks look as they did", async ({ page }) => {
    await loadViewers(page);
    for (const kind of kinds) {
      await page.evaluate(() => document.body.replaceChildren());
      await paintPlane(page, kind, {}, "cpu");
      await expect.soft(page.locator("canvas"), kind).toHaveScreenshot(`plane-${kind}.png`, alike);
    }
    for (const shading of ["maximum", "surface"] as const) {
      await paintSpace(page, shading);
      await expect.soft(page.locator("canvas"), shading).toHaveScreenshot(`space-${shading}.png`, alike);
    }
  });
});

test("a plane is the same picture by WebGL2 and by the processor: mapped, in two channels, by depth, smooth and not", async ({ page }) => {
  await loadViewers(page);
  for (const kind of kinds)
    for (const change of [
      { smooth: false },
      { smooth: true },
      { smooth: false, gamma: 2.2, secondGamma: 0.6 },
      { smooth: false, levels: { min: 40, max: 160 } },
    ] as const) {
      await paintPlane(page, kind, change, "gl");
      await paintPlane(page, kind, change, "cpu");
      const { bright, mean, far } = await page.evaluate(() => {
        const [gl, cpu] = [...document.querySelectorAll("canvas")].map((canvas) => {
          const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
          return data ?? new Uint8ClampedArray(0);
        }) as [Uint8ClampedArray, Uint8ClampedArray];
        const away = Float64Array.from(cpu, (value, i) => Math.abs(value - (gl[i] ?? 0))).sort();
        return {
          bright: cpu.filter((value, i) => i % 4 === 1 && value > 150).length,
          mean: away.reduce((sum, value) => sum + value, 0) / away.length,
          far: away[Math.floor(away.length * 0.99)],
        };
      });
      const said = `${kind} ${JSON.stringify(change)}`;
      expect(bright, said).toBeGreaterThan(200);
      expect(mean, said).toBeLessThan(1);
      // What is left are colours between two pixels, and rounding.
      expect(far, said).toBeLessThan(12);
    }
});

const kinds = ["mapped", "channels", "depth"] as const;

/** Paints two soft balls, off the middle, into a canvas of the page: the processor's after that of WebGL2, else alone. */
async function paintPlane(page: Page, kind: (typeof kinds)[number], change: Partial<Look>, by: "gl" | "cpu"): Promise<void> {
  await page.evaluate(
    ({ kind, change, by }) => {
      const { viewers } = globalThis as unknown as { viewers: Viewers };
      const [height, width] = [32, 48];
      const ball = (y0: number, x0: number) =>
        Float32Array.from(
          { length: height * width },
          (_, i) => 220 * Math.exp(-((Math.floor(i / width) - y0) ** 2 + ((i % width) - x0) ** 2) / 60),
        );
      const plane: Plane = {
        data: ball(12, 16),
        second: kind === "channels" ? ball(18, 28) : null,
        depth: kind === "depth" ? Float32Array.from({ length: height * width }, (_, i) => (i % width) / width) : null,
        width,
        height,
        pitch: [0.5, 0.5],
        origin: [0, 0],
      };
      const look: Look = {
        levels: { min: 0, max: 200 },
        secondLevels: { min: 10, max: 220 },
        gamma: 1,
        secondGamma: 1,
        table: viewers.colourTable(kind === "depth" ? viewers.depthColour : viewers.colourMaps.magma),
        smooth: true,
        ...change,
      };
      const size = { width: 300, height: 200 };
      const canvas = Object.assign(document.createElement("canvas"), size);
      const painter = by === "gl" ? viewers.glPainter(canvas) : viewers.cpuPainter(canvas);
      if (!painter) throw new Error("This browser has no WebGL2.");
      painter.paint(plane, look, { centre: [7.75, 11.75], scale: 12 }, size, 1);
      const copy = Object.assign(document.createElement("canvas"), size);
      copy.getContext("2d")?.drawImage(canvas, 0, 0);
      painter.destroy();
      if (by === "gl") document.body.replaceChildren();
      document.body.append(copy);
    },
    { kind, change, by },
  );
}

/** Paints a stack with two balls in space, seen from a corner, into the page's only canvas. */
async function paintSpace(page: Page, shading: "maximum" | "surface"): Promise<void> {
  await page.evaluate((shading) => {
    const { viewers } = globalThis as unknown as { viewers: Viewers };
    const shape = [20, 40, 60] as const;
    const far = (i: number, z: number, y: number, x: number) =>
      Math.hypot(Math.floor(i / 2400) - z, (Math.floor(i / 60) % 40) - y, (i % 60) - x);
    const bytes = Uint8Array.from({ length: 20 * 40 * 60 }, (_, i) =>
      Math.max(1, Math.min(255, 280 - 36 * Math.min(far(i, 8, 14, 18), far(i, 12, 26, 40)))),
    );
    const stack = { bytes, second: null, shape, voxel: [1, 0.5, 0.5] as const, origin: [-10, 0, 0] as const };
    const size = { width: 300, height: 200 };
    const canvas = Object.assign(document.createElement("canvas"), size);
    const table = viewers.colourTable(viewers.colourMaps.viridis);
    const look = { shading, level: 0.5, gamma: 1, secondGamma: 1, table, smooth: true, clip: viewers.unclipped, slab: null };
    const orbit = viewers.turned(viewers.fitOrbit(viewers.fromAbove, viewers.boxOf(stack, viewers.unclipped), size, 30), 0.6, -0.5);
    viewers.cpuSpacePainter(canvas).paint(stack, look, orbit, size, 1, false);
    document.body.replaceChildren(canvas);
    document.body.style.background = "#0a0d12";
  }, shading);
}
