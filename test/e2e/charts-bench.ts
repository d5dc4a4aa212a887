import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

const neurons = 300;
const frames = 10_000;
const seconds = 3;

/** Traces of a large study as the bytes plane sends them: slow waves, noise and gaps. */
function traces(): Buffer {
  const body = Buffer.alloc(frames * 8 + neurons * frames * 4);
  for (let t = 0; t < frames; t++) body.writeDoubleLE(t * 0.2, t * 8);
  let seed = 1;
  for (let i = 0; i < neurons; i++) {
    for (let t = 0; t < frames; t++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const value = Math.sin(t / (40 + i)) + Math.sin(t / 7 + i) * 0.3 + seed / 2 ** 32;
      body.writeFloatLE((t + i * 31) % 997 < 20 ? Number.NaN : value, frames * 8 + (i * frames + t) * 4);
    }
  }
  return body;
}

/** Frames a second, the longest frame, and how long the fastest fifth of the drawing takes, ms, while the wheel zooms in and out without pause; and without any zoom. */
async function zooming(
  page: Page,
  moving: boolean,
): Promise<{ readonly rate: number; readonly longest: number; readonly drawing: number }> {
  return page.evaluate(
    ({ seconds, moving }) =>
      new Promise<{ rate: number; longest: number; drawing: number }>((resolve) => {
        const canvas = [...document.querySelectorAll<HTMLCanvasElement>(".dock .chart canvas")].at(-1);
        if (!canvas) throw new Error("There is no chart.");
        const box = canvas.getBoundingClientRect();
        const began = performance.now();
        const gaps: number[] = [];
        const drawing: number[] = [];
        const wait = window.requestAnimationFrame.bind(window);
        // What the charts do in their frames is timed; on a busy machine only the fastest say what it costs.
        window.requestAnimationFrame = (act) =>
          wait((now) => {
            const start = performance.now();
            act(now);
            drawing.push(performance.now() - start);
          });
        let last = began;
        let turn = 0;
        const step = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - began > seconds * 1000) {
            window.requestAnimationFrame = wait;
            drawing.sort((a, b) => a - b);
            const sorted = gaps.slice(1).sort((a, b) => a - b);
            return resolve({
              rate: 1000 / (gaps.slice(1).reduce((sum, gap) => sum + gap, 0) / (gaps.length - 1)),
              longest: sorted.at(-1) ?? 0,
              drawing: drawing[Math.floor(drawing.length / 5)] ?? 0,
            });
          }
          turn++;
          if (moving)
            canvas.dispatchEvent(
              new WheelEvent("wheel", {
                deltaY: Math.floor(turn / 40) % 2 === 0 ? -60 : 60,
                ctrlKey: true,
                bubbles: true,
                cancelable: true,
                clientX: box.left + box.width * 0.5,
                clientY: box.top + box.height * 0.4,
              }),
            );
          wait(step);
        };
        wait(step);
      }),
    { seconds, moving },
  );
}

test(`zooming in charts of ${neurons} neurons × ${frames} frames, as frames a second beside those of a chart at rest`, async ({
  workstation,
}) => {
  const { page } = workstation;
  const header = JSON.stringify({
    kind: "traces",
    signals: ["dff"],
    tracks: Array.from({ length: neurons }, (_, i) => i),
    names: Array.from({ length: neurons }, () => ""),
    frames,
  });
  const body = traces();
  await page.route("**/bytes/study/*/traces*", (route) => route.fulfill({ status: 200, headers: { "x-nematrace": header }, body }));
  await workstation.openFile("worm", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.run("Activity", "Read activity");
  await page.getByRole("button", { name: "Larger charts" }).click();
  const dock = page.getByRole("region", { name: "Activity" });
  for (const name of ["Traces", "Traces in sight", "Map", "Events", "Clusters"]) {
    await dock.getByRole("button", { name: name.split(" ")[0] ?? "", exact: true }).click();
    if (name === "Traces in sight") await dock.getByLabel("All in sight").check();
    await expect(dock.locator(".chart canvas").last()).toBeVisible({ timeout: 120_000 });
    await page.waitForTimeout(500);
    const rest = await zooming(page, false);
    const moved = await zooming(page, true);
    process.stdout.write(
      `${name.padEnd(16)} ${moved.rate.toFixed(1)} frames/s zooming, ${rest.rate.toFixed(1)} at rest, ratio ${(moved.rate / rest.rate).toFixed(2)}, longest frame ${moved.longest.toFixed(0)} ms, drawing ${moved.drawing.toFixed(1)} ms a frame\n`,
    );
  }
});
