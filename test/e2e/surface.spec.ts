import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";

test("a surface is set by points where the frame is sharp, dragged, fitted and taken away", async ({ workstation }) => {
  const { page } = workstation;
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
  await expect(points.nth(2)).toHaveAttribute("aria-pressed", "true");
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
  await card.getByRole("button", { name: "Clear" }).click();
  await expect(card).toContainText("3 more points");
});

/** A depth map that leans along x, µm, as a laboratory may write one. */
async function leaning(path: string, [height, width]: readonly [number, number]): Promise<void> {
  const shape = { t: 1, c: 1, z: 1, y: height, x: width };
  const channels = [{ name: "depth", role: "other", wavelength: null }] as const;
  const writer = await createOmeTiff(path, { shape, dtype: "float32", pixelSize: null, zStep: null, interval: null, channels });
  await writer.write(Float32Array.from({ length: height * width }, (_, i) => ((i % width) / width) * 4 - 2));
  await writer.finish();
}

test("a depth map from a file is followed; one that does not fit is refused over the dialog, which stays open", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  mkdirSync(join(host.dataRoot, "maps"));
  await leaning(join(host.dataRoot, "maps", "fits.ome.tif"), [128, 192]);
  await leaning(join(host.dataRoot, "maps", "small.ome.tif"), [64, 96]);
  await page.reload();
  await workstation.openFile("worm", "movie.ome.tif");
  await page.keyboard.press("Shift+Z");
  const card = page.getByRole("region", { name: "Surface" });
  await card.getByRole("button", { name: "Depth map…" }).click();
  const dialog = page.getByRole("dialog", { name: "Depth map" });
  await dialog.getByRole("button", { name: "maps" }).click();
  await dialog.getByRole("button", { name: "small.ome.tif" }).click();
  const refused = dialog.getByRole("alert").filter({ hasText: "64 × 96 pixels" });
  await expect(refused).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await refused.getByRole("button", { name: "Dismiss message" }).click();
  await expect(refused).toHaveCount(0);
  await dialog.getByRole("button", { name: "fits.ome.tif" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(card).toContainText("Depth map fits.ome.tif");
  await expect(card.getByLabel("Follow it")).toBeChecked();
  await expect(page.locator(".stage-labels .stage-badge")).toHaveText(/live/, { timeout: 60_000 });
  await expect(workstation.failures).toHaveCount(0);
});
