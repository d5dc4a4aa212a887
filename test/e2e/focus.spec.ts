import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

test("a recorded frame is refocused at once, before there is a study, and the measured frame is one key away", async ({ workstation }) => {
  const { page } = workstation;
  await workstation.openFile("worm", "movie.ome.tif");
  const badge = page.locator(".stage-labels .stage-badge");
  await expect(badge).toHaveText("Recorded");
  await page.getByRole("button", { name: "Live focus" }).click();
  await expect(badge).toHaveText(/Virtual · widefield-20x · live/, { timeout: 30_000 });
  const depth = page.getByRole("slider", { name: "Depth" });
  await expect(depth).toHaveAttribute("aria-valuetext", "0 µm");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(depth).toHaveAttribute("aria-valuetext", /^\+0\.5 /);
  await page.screenshot({ path: test.info().outputPath("live-focus.png") });
  await page.keyboard.down("r");
  await expect(badge).toHaveText("Recorded");
  await page.keyboard.up("r");
  await expect(badge).toHaveText(/live/);
  await page.keyboard.press("z");
  await expect(badge).toHaveText("Recorded");
  await expect(depth).toBeHidden();
});
