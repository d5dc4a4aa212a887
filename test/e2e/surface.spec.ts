import { expect } from "@playwright/test";
import { join } from "node:path";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";
import { nematrace } from "#test/e2e/pages/nematrace";

test("a surface is set by points where the frame is sharp, dragged, fitted, kept with the study, and read from a depth map", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  nematrace(
    "refocus",
    join(host.dataRoot, "worm", "movie.ome.tif"),
    "--z",
    "1:1:1",
    "--frames",
    "0:1",
    "--out",
    join(host.dataRoot, "map.ome.tif"),
  );
  await workstation.openFile("worm", "movie.ome.tif");
  await page.getByRole("button", { name: "Live focus" }).click();
  await expect(page.locator(".stage-labels .stage-badge")).toHaveText(/live/, { timeout: 60_000 });
  await page.keyboard.press("Shift+Z");
  const card = page.getByRole("region", { name: "Surface" });
  await expect(card).toContainText("3 more points");
  const image = page.locator(".plane-main .plane-over");
  const box = (await image.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  const points = card.getByRole("list", { name: "Points of the surface" }).getByRole("button");
  await page.mouse.click(...at(0.3, 0.45));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.mouse.click(...at(0.7, 0.45));
  await page.mouse.move(...at(0.5, 0.6));
  await page.keyboard.press("Shift+F");
  await expect(points).toHaveText(["0", "+0.5", "+0.5"]);
  await card.getByLabel("Follow it").check();
  const depth = page.getByRole("slider", { name: "Depth" });
  await expect(depth).toHaveAttribute("aria-valuetext", /^0 /);
  await points.nth(2).click();
  await card.getByLabel(/^z\b/).fill("-2");
  await expect(points).toHaveText(["0", "+0.5", "−2"]);
  await page.screenshot({ path: test.info().outputPath("surface.png") });
  expect(await violations(page)).toEqual([]);
  const x = card.getByLabel(/^x\b/);
  const before = Number(await x.inputValue());
  await page.mouse.move(...at(0.5, 0.6));
  await page.mouse.down();
  await page.mouse.move(...at(0.55, 0.6), { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Number(await x.inputValue())).toBeGreaterThan(before + 1);
  await page.keyboard.press("Shift+Delete");
  await expect(points).toHaveCount(2);
  await card.getByRole("button", { name: "Fit to the sharpest" }).click();
  await expect(card.getByRole("status")).toContainText(/\d+ of \d+ places lie on it/, { timeout: 60_000 });
  await expect(points).toHaveCount(3);
  await page.screenshot({ path: test.info().outputPath("fitted.png") });

  await card.getByRole("button", { name: "Depth map…" }).click();
  const dialog = page.getByRole("dialog", { name: "Depth map" });
  await dialog.getByRole("button", { name: "map.ome.tif" }).click();
  await expect(card).toContainText("Depth map map.ome.tif");
  await card.getByRole("button", { name: "Clear" }).click();
  await expect(card).toContainText("3 more points");
});
