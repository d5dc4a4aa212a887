import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { hostOver } from "#test/e2e/pages/browser-host";
import { misplaced } from "#test/e2e/pages/layout";
import { nematrace } from "#test/e2e/pages/nematrace";
import { violations } from "#test/e2e/pages/accessibility";
import { Workstation } from "#test/e2e/pages/workstation";

test("the tour is offered once; every command is found by name; keys are changed, told when taken, and kept between runs", async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-e2e-"));
  mkdirSync(join(folder, "lab"));
  nematrace("simulate", join(folder, "lab", "worm"), "--frames", "4", "--size", "64x96", "--neurons", "6", "--seed", "7");
  const first = await hostOver(folder, false);
  const tour = page.getByRole("dialog", { name: "Tour" });
  const palette = page.getByRole("dialog", { name: "Commands" });
  const sheet = page.getByRole("dialog", { name: "Keyboard" });
  const frame = page.getByLabel("Frame", { exact: true });
  try {
    await page.goto(first.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    await expect(tour).toContainText("sample recording");
    expect(await violations(page)).toEqual([]);
    expect(await misplaced(page)).toEqual([]);
    await workstation.openFile("lab", "worm", "movie.ome.tif");
    for (const title of ["The path", "The image", "Time", "Details", "Run everything", "Everything by name"]) {
      await expect(tour.getByRole("heading")).toHaveText(title);
      await page.keyboard.press("Enter");
    }
    await expect(tour).toHaveCount(0);

    // Letters in order are enough; what cannot be done says why.
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill("exptab");
    await expect(palette.getByRole("option").first()).toContainText("create the study first");
    await palette.getByRole("combobox").fill("last fr");
    await expect(palette.getByRole("option").first()).toHaveText("Last frameTime and depthEnd");
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await expect(frame).toHaveValue("3");
    await page.keyboard.press("Control+k");
    await palette.getByRole("combobox").fill("1");
    await expect(palette.getByRole("option").first()).toContainText("Go to frame 1");
    await page.keyboard.press("Enter");
    await expect(frame).toHaveValue("1");

    // ] is given to "First frame" although "Next frame" has it.
    await page.keyboard.press("?");
    await sheet.getByRole("button", { name: "Change keys" }).click();
    await sheet.getByRole("button", { name: "Change the keys of First frame" }).click();
    await page.keyboard.press("]");
    await expect(sheet.getByRole("alert")).toContainText("] is taken: Next frame");
    expect(await violations(page)).toEqual([]);
    await sheet.getByRole("button", { name: "Take it" }).click();
    await sheet.getByRole("button", { name: "Done" }).click();
    await expect(sheet).toContainText("2 commands have keys of your own.");
    await page.keyboard.press("Escape");
    await page.keyboard.press("]");
    await expect(frame).toHaveValue("0");
    await page.keyboard.press("ArrowRight");
    await expect(frame).toHaveValue("1");
    await page.getByRole("button", { name: "Help", exact: true }).click();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("menuitem", { name: "Keyboard shortcuts" })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await first.end();

    const again = await hostOver(folder);
    try {
      await page.goto(again.url);
      await workstation.ready();
      await expect(tour).toHaveCount(0);
      await page.keyboard.press("?");
      await expect(sheet).toContainText("2 commands have keys of your own.");
      await sheet.getByRole("button", { name: "Reset all" }).click();
      await expect(sheet).toContainText("Press ? at any time");
    } finally {
      await again.end();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("help holds the model's card, the accuracy of each step, licences and papers", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-e2e-"));
  const host = await hostOver(folder);
  try {
    await page.goto(host.url);
    await new Workstation(page).ready();
    for (const [item, dialog, words] of [
      ["Model cards", "Model cards", "trained"],
      ["How accurate each step is", "How accurate each step is", "Where it fails"],
      ["About NemaTrace", "About NemaTrace", "patented"],
    ] as const) {
      await page.getByRole("button", { name: "Help", exact: true }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await expect(page.getByRole("dialog", { name: dialog })).toContainText(words);
      expect.soft(await violations(page), item).toEqual([]);
      await page.keyboard.press("Escape");
    }
  } finally {
    await host.end();
    rmSync(folder, { recursive: true, force: true });
  }
});
