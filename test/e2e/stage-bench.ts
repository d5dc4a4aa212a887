import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { loadViewers, type Viewers } from "#test/e2e/pages/viewers-bundle";

const shape = [41, 512, 512] as const;
const seconds = 4;

/** A worm's head of so many voxels, as the bytes plane sends it: soft balls on a dim ground. */
function volume(): Buffer {
  const [planes, height, width] = shape;
  const body = Buffer.alloc(planes * height * width * 2);
  for (let z = 0, i = 0; z < planes; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const far = Math.hypot((z % 14) - 7, (y % 48) - 24, (x % 52) - 26);
        const inside = Math.abs(y - 256) < 150 && Math.abs(x - 256) < 220;
        body.writeUInt16LE(Math.round((inside ? Math.max(0, 900 - 90 * far) : 0) + ((i * 7919) % 61)), i * 2);
      }
  return body;
}

/** Frames drawn, and frames a second, while the stack is dragged round without pause, or left at rest. */
async function turning(page: Page, moving: boolean): Promise<{ readonly frames: number; readonly rate: number }> {
  return page.evaluate(
    ({ seconds, moving }) =>
      new Promise<{ frames: number; rate: number }>((resolve) => {
        const canvas = document.querySelector<HTMLCanvasElement>(".plane-space .plane-over");
        if (!canvas) throw new Error("There is no view in space.");
        const box = canvas.getBoundingClientRect();
        const send = (name: string, turn: number) =>
          canvas.dispatchEvent(
            new PointerEvent(name, {
              bubbles: true,
              pointerId: 1,
              isPrimary: true,
              button: 0,
              clientX: box.left + box.width * (0.5 + 0.3 * Math.sin(turn / 25)),
              clientY: box.top + box.height * (0.5 + 0.2 * Math.sin(turn / 40)),
            }),
          );
        canvas.setPointerCapture = () => undefined;
        if (moving) send("pointerdown", 0);
        const began = performance.now();
        let frames = 0;
        const step = (now: number) => {
          frames++;
          if (now - began > seconds * 1000) {
            if (moving) send("pointerup", frames);
            return resolve({ frames, rate: (1000 * frames) / (now - began) });
          }
          if (moving) send("pointermove", frames);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { seconds, moving },
  );
}

test(`a stack of ${shape.toReversed().join(" × ")} voxels turned in space without a graphics card`, async ({ workstation, page }) => {
  const header = JSON.stringify({
    kind: "volume",
    dtype: "uint16",
    shape,
    scale: 1,
    offset: 0,
    voxel: [0.5, 0.325, 0.325],
    origin: [-10, 0, 0],
    virtual: true,
  });
  const body = volume();
  // Time that the page's thread has the processor, whatever else runs on the machine.
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
  await page.route("**/bytes/study/*/volume*", (route) => route.fulfill({ status: 200, headers: { "x-nematrace": header }, body }));
  await workstation.openFile("worm", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.run("Refocus", "Refocus");
  await page.getByRole("toolbar", { name: "View" }).getByRole("button", { name: "3-D", exact: true }).click();
  await expect(page.locator(".space-viewer")).toHaveAttribute("data-sharp", "true", { timeout: 60_000 });
  for (const shading of ["Brightest", "Surface"]) {
    await page.getByRole("button", { name: "3-D", exact: true }).last().click();
    await page.getByRole("button", { name: shading }).click();
    await page.keyboard.press("Escape");
    const rest = await turning(page, false);
    const before = await busy();
    const moved = await turning(page, true);
    const cost = ((await busy()) - before) / moved.frames;
    await expect(page.locator(".space-viewer")).toHaveAttribute("data-sharp", "true");
    process.stdout.write(
      `${shading.padEnd(10)} ${cost.toFixed(1)} ms of the processor a frame while it turns: ${(1000 / cost).toFixed(0)} frames/s where it is free (at least 15 are asked for); here ${moved.rate.toFixed(1)} frames/s, and ${rest.rate.toFixed(1)} at rest\n`,
    );
  }
});

test("the processor's own way beside WebGL2 as the processor imitates it", async ({ page }) => {
  await loadViewers(page);
  const body = volume();
  const bytes = Array.from({ length: body.length / 2 }, (_, i) => Math.max(1, Math.min(255, Math.round(body.readUInt16LE(i * 2) / 3.6))));
  const packed = Buffer.from(bytes).toString("base64");
  for (const shading of ["maximum", "surface"] as const) {
    const times = await page.evaluate(
      ({ packed, shape, shading }) => {
        // The bundle's own exports, as `loadViewers` put them there.
        const { viewers } = globalThis as unknown as { viewers: Viewers };
        const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
        const stack = { bytes, second: null, shape, voxel: [0.5, 0.325, 0.325] as const, origin: [-10, 0, 0] as const };
        const size = { width: 700, height: 500 };
        const look = {
          shading,
          level: 0.45,
          gamma: 1,
          secondGamma: 1,
          table: viewers.colourTable(viewers.colourMaps.gray),
          smooth: true,
          clip: viewers.unclipped,
          slab: null,
        };
        const fitted = viewers.fitOrbit(viewers.fromAbove, viewers.boxOf(stack, viewers.unclipped), size, 36);
        return (["cpuSpacePainter", "glSpacePainter"] as const).map((name) => {
          const canvas = Object.assign(document.createElement("canvas"), size);
          const painter = viewers[name](canvas);
          if (!painter) throw new Error("This browser has no WebGL2.");
          const read = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
            willReadFrequently: true,
          });
          const fastest = (moving: boolean) => {
            let least = Number.POSITIVE_INFINITY;
            for (let i = 0; i < 4; i++) {
              const began = performance.now();
              painter.paint(stack, look, viewers.turned(fitted, 0.3 + i * 0.02, 0.2), size, 1, moving);
              // A pixel is read, so that the picture is finished.
              read?.drawImage(canvas, 0, 0, 1, 1);
              read?.getImageData(0, 0, 1, 1);
              least = Math.min(least, performance.now() - began);
            }
            return least;
          };
          const still = fastest(false);
          const moving = fastest(true);
          painter.destroy();
          return { still, moving };
        });
      },
      { packed, shape, shading },
    );
    const [cpu, gl] = times;
    if (!cpu || !gl) throw new Error("Nothing was measured.");
    process.stdout.write(
      `${shading.padEnd(10)} moving ${cpu.moving.toFixed(1)} ms by the processor's own way, ${gl.moving.toFixed(1)} ms by WebGL2 in software, ratio ${(gl.moving / cpu.moving).toFixed(1)}; still ${cpu.still.toFixed(1)} and ${gl.still.toFixed(1)} ms, ratio ${(gl.still / cpu.still).toFixed(1)}\n`,
    );
  }
});
