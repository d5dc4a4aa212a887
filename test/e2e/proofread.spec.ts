import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { hostOver } from "#test/e2e/pages/browser-host";
import { nematrace } from "#test/e2e/pages/nematrace";
import { Workstation } from "#test/e2e/pages/workstation";

test("doubtful moments are found and corrected by keyboard and mouse; all is undone, redone, and there after a restart", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  const folder = join(host.dataRoot, "proofread");
  cpSync(join(host.dataRoot, "worm", "movie.ome.tif"), join(folder, "movie.ome.tif"));
  nematrace("run", join(folder, "movie.ome.tif"), "--study", join(folder, "movie.study"), "--no-refocus");
  await page.reload();
  await workstation.openFile("proofread", "movie.study");
  await workstation.goTo("Tracks");
  await page.getByRole("button", { name: "Proofread", exact: true }).click();

  const queue = page.getByRole("region", { name: "Doubtful moments" });
  const film = page.getByRole("group", { name: "The neuron in the frames around" });
  const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  const history = page.getByRole("region", { name: "History of edits" });
  const rows = history.getByRole("listitem");
  await page.keyboard.press("h");
  await expect(history).toContainText("Nothing has been edited yet");

  await neurons.first().getByRole("button").first().click();
  await page.getByLabel("Frame", { exact: true }).fill("5");
  await page.keyboard.press("d");
  await expect(rows.first()).toContainText(/Deleted #\d+ in frame 5/);
  const gap = queue.getByRole("button", { name: /missing in a frame/ });
  await expect(gap).toBeVisible();
  await page.getByLabel("Frame", { exact: true }).fill("9");
  await gap.click();
  await expect(film.getByRole("button", { pressed: true })).toHaveAccessibleName(/^Frame 5, no position/);

  await film.getByRole("button", { pressed: true }).locator("canvas").dblclick();
  await expect(rows.first()).toContainText(/Placed #\d+ in frame 5/);
  await expect(film.getByRole("button", { name: "Frame 5, set by hand, confidence 1.00" })).toHaveCount(1);
  await expect(gap).toHaveCount(0);
  await page.keyboard.press("Alt+ArrowRight");
  await expect(rows).toHaveCount(4);
  await expect(page.getByRole("status").filter({ hasText: "saved" })).toBeVisible();

  const count = await neurons.count();
  const stage = page.getByRole("img", { name: "Image of the worm" });
  await stage.click({ button: "right", position: { x: 60, y: 60 } });
  await page.getByRole("menuitem", { name: "Add a neuron here" }).click();
  await expect(neurons).toHaveCount(count + 1);
  await expect(rows.first()).toContainText("Placed #1000");

  await neurons.first().getByRole("button").first().click();
  await page.keyboard.press("d");
  await expect(rows.first()).toContainText("Deleted #");
  await neurons.nth(1).getByRole("button").first().click();
  await page.keyboard.press("s");
  await expect(page.getByText(/^Swap #\d+ from this frame on/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(rows.first()).toContainText("Swapped #");
  await expect(rows).toHaveCount(7);

  await history.getByRole("button", { name: "Undo every edit" }).click();
  await expect(history.locator(".undone")).toHaveCount(6);
  await expect(neurons).toHaveCount(count);
  await expect(page.getByRole("button", { name: "Undo", exact: true })).toBeDisabled();
  await history.getByRole("button", { name: /^Redo up to: Swapped/ }).click();
  await expect(history.locator(".undone")).toHaveCount(0);
  await expect(neurons).toHaveCount(count + 1);
  await page.keyboard.press("Control+z");
  await expect(history.locator(".undone")).toHaveCount(1);

  await page.getByRole("button", { name: "Library" }).click();
  const again = await hostOver(host.dataRoot);
  try {
    await page.goto(again.url);
    const later = new Workstation(page);
    await later.ready();
    await later.openFile("proofread", "movie.study");
    await expect(neurons).toHaveCount(count + 1);
    await page.getByRole("button", { name: "History" }).click();
    await expect(rows).toHaveCount(7);
    await expect(history.locator(".undone")).toContainText("Swapped #");
    await page.getByRole("button", { name: "Redo", exact: true }).click();
    await expect(history.locator(".undone")).toHaveCount(0);
    await expect(workstation.failures).toHaveCount(0);
  } finally {
    await again.end();
  }
});
