import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { test } from "#test/e2e/fixtures";
import { nematrace } from "#test/e2e/pages/nematrace";

const turns = 40;
const floor = 33;

interface Latency {
  /** Key press to the end of the frame that shows other pixels, ms: median, fastest fifth, slowest. */
  readonly median: number;
  readonly fast: number;
  readonly slowest: number;
  /** The program's own work between the two, ms: fastest fifth. */
  readonly work: number;
  /** Turns after which other pixels were there. */
  readonly changed: number;
}

/** Turns the focus by the keyboard and times each turn, in the window, until the pixels on the stage are other ones. */
async function turning(page: Page, key: "ArrowUp" | "ArrowDown"): Promise<Latency> {
  return page.evaluate(
    async ({ turns, key }) => {
      const stage = document.querySelector<HTMLCanvasElement>(".plane-main canvas");
      const small = new OffscreenCanvas(48, 48).getContext("2d", { willReadFrequently: true });
      if (!stage || !small) throw new Error("There is no stage.");
      const look = () => {
        small.drawImage(stage, 0, 0, 48, 48);
        return small.getImageData(0, 0, 48, 48).data.join();
      };
      const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
      const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 60));
      const latency: number[] = [];
      const work: number[] = [];
      let changed = 0;
      let before = "";
      for (let turn = 0; turn < turns; turn++) {
        await rest();
        const began = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
        const handled = performance.now() - began;
        await new Promise<void>((resolve) => setTimeout(resolve));
        // The stage asked for its frame while the key was handled, so that it has drawn when this one is called.
        const waited = performance.now();
        await frame();
        const drawn = performance.now();
        const after = look();
        const read = performance.now();
        latency.push(read - began);
        work.push(handled + (read - drawn));
        if (after !== before) changed++;
        before = after;
        if (drawn < waited) throw new Error("a frame came before it was asked for");
      }
      const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
      const at = (values: number[], share: number) => sorted(values)[Math.floor(share * (values.length - 1))] ?? 0;
      return { median: at(latency, 0.5), fast: at(latency, 0.2), slowest: at(latency, 1), work: at(work, 0.2), changed };
    },
    { turns, key },
  );
}

function lineOf(name: string, { median, fast, slowest, work, changed }: Latency): string {
  return `${name.padEnd(16)} key press to pixels: median ${median.toFixed(0)} ms, fastest fifth ${fast.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms; work ${work.toFixed(1)} ms; floor ${floor} ms ${fast <= floor ? "met" : "NOT MET"}; ${changed} of ${turns} turns changed the picture\n`;
}

test("live focus at 512×512: key press to pixels once the frame is encoded, of level planes and along a surface", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  nematrace("simulate", join(host.dataRoot, "large"), "--frames", "2", "--size", "512x512", "--neurons", "60", "--seed", "3");
  await page.reload();
  await workstation.ready();
  await workstation.openFile("large", "movie.ome.tif");
  await page.getByRole("button", { name: "Live focus" }).click();
  await expect(page.locator(".stage-labels .stage-badge")).toHaveText(/live/, { timeout: 60_000 });
  const level = await turning(page, "ArrowUp");
  process.stdout.write(lineOf("uniform plane", level));
  expect(level.changed).toBeGreaterThan(turns / 2);
  await page.keyboard.press("Shift+Z");
  const card = page.getByRole("region", { name: "Surface" });
  await card.getByRole("button", { name: "Fit to the sharpest" }).click();
  await expect(card.getByRole("status")).toContainText(/places lie on it/, { timeout: 60_000 });
  const along = await turning(page, "ArrowDown");
  process.stdout.write(lineOf("drawn surface", along));
  expect(along.changed).toBeGreaterThan(turns / 2);
});
