import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import { writePackedMovie } from "#jobs/bench/packed-movie";
import { softSpots } from "#test/make/soft-spots";
import { startHost } from "#test/e2e/pages/browser-host";
import { Workstation } from "#test/e2e/pages/workstation";

const side = 512;
const frames = 400;
const seconds = 4;

async function fill(dataRoot: string): Promise<void> {
  mkdirSync(join(dataRoot, "lab"));
  const pictures = Array.from({ length: 8 }, (_, k) => softSpots([side, side], k).map((value, i) => value + ((i * 7919 + k) % 13)));
  const picture = (t: number) => Uint16Array.from(pictures[t % pictures.length] ?? []);
  for (const packing of ["none", "zstd"] as const)
    await writePackedMovie(join(dataRoot, "lab", `${packing}.tif`), frames, [side, side], packing, picture);
}

interface Scrubbed {
  /** Different frames shown, a second. */
  readonly shown: number;
  /** Turns of the browser's own clock, a second. */
  readonly turns: number;
  /** How far what was shown last lay behind the hand, frames: the typical one. */
  readonly behind: number;
}

/** Moves the slider of time by so many frames a second, from `first`, and counts the frames that the stage shows. */
async function scrub(page: Page, first: number, pace: number): Promise<Scrubbed> {
  return page.evaluate(
    ({ first, pace, seconds, last }) =>
      new Promise<Scrubbed>((resolve) => {
        const slider = document.querySelector<HTMLInputElement>(".scrubber input");
        const stamp = document.querySelector<HTMLElement>(".stage-stamp");
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
        if (!slider || !stamp || !set) throw new Error("There is no stage.");
        const onStage = () => Number(/frame (\d+)/.exec(stamp.textContent)?.[1]);
        const shown = new Set<number>();
        const behind: number[] = [];
        let asked = first;
        let turns = 0;
        const began = performance.now();
        const step = (now: number) => {
          turns++;
          shown.add(onStage());
          behind.push(Math.abs(asked - onStage()));
          const spent = (now - began) / 1000;
          if (spent > seconds) {
            behind.sort((a, b) => a - b);
            return resolve({ shown: (shown.size - 1) / spent, turns: turns / spent, behind: behind[behind.length >> 1] ?? 0 });
          }
          // There and back, as a hand does.
          const way = Math.floor(spent * pace) % (2 * last);
          const next = first + (way > last ? 2 * last - way : way);
          if (next !== asked) {
            asked = next;
            set.call(slider, String(asked));
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { first, pace, seconds, last: frames - 1 - first },
  );
}

test(`scrubbing through a movie of ${side} × ${side}: frames shown a second`, async ({ page }) => {
  const host = await startHost(fill);
  try {
    await page.goto(host.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    for (const name of ["none.tif", "zstd.tif"]) {
      await workstation.openFile("lab", name);
      await expect(page.locator(".stage-stamp")).toHaveText(/frame 0/);
      await page.waitForTimeout(1500);
      for (const [words, first, pace] of [
        ["dragged at 30", 5, 30],
        ["dragged at 60", 160, 60],
        ["the same again", 5, 30],
      ] as const) {
        const { shown, turns, behind } = await scrub(page, first, pace);
        process.stdout.write(
          `${name.padEnd(9)} ${words.padEnd(15)} ${shown.toFixed(1)} frames/s shown, ${turns.toFixed(1)} turns/s of the browser, ${behind} frames behind the hand\n`,
        );
        expect(shown).toBeGreaterThan(1);
      }
      await page.getByRole("button", { name: "Library" }).click();
    }
  } finally {
    await host.end();
  }
});
