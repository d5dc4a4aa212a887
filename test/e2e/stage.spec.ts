import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";
import { nematrace } from "#test/e2e/pages/nematrace";

test("the stack is seen in space, measured, compared and kept as views, by mouse and by keyboard, always marked as virtual", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  const folder = join(host.dataRoot, "staged");
  cpSync(join(host.dataRoot, "worm", "movie.ome.tif"), join(folder, "movie.ome.tif"));
  nematrace("run", join(folder, "movie.ome.tif"), "--study", join(folder, "movie.study"), "--z", "-8:8:2");
  await page.reload();
  await workstation.openFile("staged", "movie.study");
  await workstation.goTo("Tracks");
  const views = page.getByRole("toolbar", { name: "View" });
  const mode = (name: string) => views.getByRole("group", { name: "Planes" }).getByRole("button", { name, exact: true });
  const badge = page.locator(".stage-labels .stage-badge");
  const space = page.locator(".space-viewer");
  const stage = page.getByRole("img", { name: "Image of the worm" });

  for (const name of ["Slice", "Max", "Mean", "Depth", "Ortho", "3-D"]) {
    await mode(name).click();
    await expect(badge, name).toHaveText(/^Virtual · widefield-20x/);
  }
  await expect(page.getByRole("img", { name: "Stack in space" })).toBeVisible();
  await expect(space).toHaveAttribute("data-sharp", "true");
  const picture = () => space.locator("canvas").first().screenshot();
  const above = await picture();
  await page.keyboard.press("Control+ArrowRight");
  await expect(space).toHaveAttribute("data-sharp", "true");
  expect((await picture()).equals(above)).toBe(false);

  // The slab and clipping planes, then the view along y.
  await page.getByRole("button", { name: "3-D", exact: true }).last().click();
  await page.getByRole("button", { name: "Surface" }).click();
  await page.getByLabel("z from").fill("0.5");
  await page.getByLabel("Slab through the crosshair").check();
  await page.getByRole("button", { name: "Front" }).click();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("space-panel.png") });
  await page.getByLabel("Slab through the crosshair").uncheck();
  await page.getByLabel("z from").fill("0");
  await page.getByRole("button", { name: "Brightest" }).click();
  await page.keyboard.press("Escape");
  await page.screenshot({ path: test.info().outputPath("space.png") });
  await page.keyboard.down("r");
  await expect(badge).toHaveText("Recorded");
  await page.keyboard.up("r");
  await expect(badge).toHaveText(/^Virtual/);

  // The kept view brings back frame, mode and what is chosen.
  await page.getByLabel("Frame", { exact: true }).fill("7");
  const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  await neurons.nth(2).getByRole("button").first().click();
  await page.keyboard.press("Control+d");
  await expect(page.getByText("View 1 is kept with the study.")).toBeVisible();
  await mode("Slice").click();
  await page.getByLabel("Frame", { exact: true }).fill("0");
  await neurons.nth(0).getByRole("button").first().click();
  await page.keyboard.press("Alt+1");
  await expect(mode("3-D")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Frame", { exact: true })).toHaveValue("7");
  await page.reload();
  await workstation.ready().catch(() => undefined);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("list", { name: "Kept views" }).getByRole("button").first().click();
  await expect(page.getByLabel("Frame", { exact: true })).toHaveValue("7");
  await expect(mode("3-D")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");

  // The recorded frame beside the stack, at the same zoom.
  await mode("Max").click();
  await page.keyboard.press("c");
  const twin = page.locator(".plane-twin");
  await expect(twin).toBeVisible();
  await expect(twin.locator(".twin-badge")).toHaveText("Recorded");
  await expect(badge).toHaveText(/^Virtual/);
  await page.keyboard.press("+");
  await page.keyboard.press("y");
  await page.screenshot({ path: test.info().outputPath("compared.png") });
  await page.keyboard.press("c");
  await expect(twin).toBeHidden();

  // A ruler over the image, and off again.
  await page.keyboard.press("e");
  await expect(page.getByRole("button", { name: "Ruler" })).toHaveAttribute("aria-pressed", "true");
  const box = await stage.boundingBox();
  if (!box) throw new Error("The stage has no size.");
  const before = await stage.screenshot();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.55, { steps: 4 });
  await page.mouse.up();
  await page.screenshot({ path: test.info().outputPath("ruler.png") });
  expect((await stage.screenshot()).equals(before)).toBe(false);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");

  await page.keyboard.press("w");
  await expect(page.getByRole("complementary", { name: "Details" })).toBeHidden();
  await page.screenshot({ path: test.info().outputPath("alone.png") });
  await page.keyboard.press("w");
  await expect(page.getByRole("complementary", { name: "Details" })).toBeVisible();
  await expect(workstation.failures).toHaveCount(0);
});
