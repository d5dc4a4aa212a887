import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { softSpots } from "#test/make/soft-spots";
import { startHost } from "#test/e2e/pages/browser-host";
import { violations } from "#test/e2e/pages/accessibility";
import { Workstation } from "#test/e2e/pages/workstation";

/** Two recordings of one folder, two channels on one chip, that say nothing about lengths and times. */
async function fill(dataRoot: string): Promise<void> {
  mkdirSync(join(dataRoot, "lab"));
  for (const name of ["one.tif", "two.tif"]) {
    const shape = { t: 6, c: 1, z: 1, y: 64, x: 192 };
    const channels = [{ name: "", role: "other", wavelength: null }] as const;
    const writer = await createOmeTiff(join(dataRoot, "lab", name), {
      shape,
      dtype: "uint16",
      pixelSize: null,
      zStep: null,
      interval: null,
      channels,
    });
    for (let t = 0; t < 6; t++) {
      const [left, right] = [softSpots([64, 96], 0.3 * t), softSpots([64, 96], 0.3 * t + 1)];
      const chip = Uint16Array.from({ length: 64 * 192 }, (_, i) => {
        const [y, x] = [Math.floor(i / 192), i % 192];
        return (x < 96 ? left : right)[y * 96 + (x % 96)]! + ((i * 7919) % 13);
      });
      await writer.write(chip);
    }
    await writer.finish();
  }
}

test("a recording is asked about, split, prepared and checked; the next one of its folder is offered the same", async ({ page }) => {
  const host = await startHost(fill);
  try {
    await page.goto(host.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    const files = page.getByRole("list", { name: "Files" });
    await files.getByText("lab").click();
    await files.getByText("one.tif").click();
    const asked = page.getByRole("region", { name: "Only you know" });
    await asked.getByRole("spinbutton", { name: "Pixel size" }).fill("0.325");
    await asked.getByRole("spinbutton", { name: "Interval" }).fill("0.3");

    await page.getByRole("combobox", { name: "Second channel" }).selectOption("x");
    const line = page.getByRole("slider", { name: "Line between the channels" });
    await expect(line).toHaveAttribute("aria-valuenow", "96");
    await line.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect(line).toHaveAttribute("aria-valuenow", "106");
    const place = (await line.boundingBox())!;
    await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
    await page.mouse.down();
    await page.mouse.move(place.x - 60, place.y + 10, { steps: 3 });
    await page.mouse.up();
    expect(Number(await line.getAttribute("aria-valuenow"))).toBeLessThan(80);
    await page.getByRole("spinbutton", { name: "Line at" }).fill("96");
    await expect(workstation.createStudyButton).toBeDisabled();
    await asked.getByRole("combobox", { name: "Activity" }).selectOption({ label: "left half" });

    await page.getByRole("button", { name: "Prepare frames" }).click();
    const chip = page.getByRole("img", { name: "Brightest of a few recorded frames" });
    await chip.scrollIntoViewIfNeeded();
    const area = (await chip.boundingBox())!;
    await page.mouse.move(area.x + area.width * 0.25, area.y + area.height * 0.25);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.75, area.y + area.height * 0.75, { steps: 4 });
    await page.screenshot({ path: test.info().outputPath("crop.png") });
    await page.mouse.up();
    await expect(page.getByRole("spinbutton", { name: "Crop: height" })).toHaveValue("32");
    await expect(page.getByText("positions count from")).toBeVisible();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.screenshot({ path: test.info().outputPath("crop-1920.png") });
    await page.setViewportSize({ width: 1280, height: 800 });
    await chip.dblclick();
    await expect(page.getByRole("spinbutton", { name: "Crop: height" })).toHaveValue("0");
    await page.getByRole("combobox", { name: "Background image" }).selectOption("file");
    await page.getByRole("button", { name: "Choose: Background file" }).click();
    const dialog = page.getByRole("dialog", { name: "Background file" });
    await expect(dialog.getByRole("button", { name: "two.tif" })).toBeVisible();
    await page.screenshot({ path: test.info().outputPath("background-file.png") });
    await dialog.getByRole("button", { name: "two.tif" }).click();
    await expect(page.getByRole("textbox", { name: "Background file" })).toHaveValue(/two\.tif$/);
    await expect(page.getByText("a background pattern is taken away")).toBeVisible();
    await expect(workstation.failures).toHaveCount(0);
    await page.screenshot({ path: test.info().outputPath("background-chosen.png") });
    expect(await violations(page)).toEqual([]);
    await page.getByRole("combobox", { name: "Background image" }).selectOption("none");
    await page.getByRole("combobox", { name: "Channel alignment" }).selectOption("translation");
    await expect(page.getByText("channels are laid on the activity channel")).toBeVisible();

    await page.getByRole("button", { name: "Check this recording" }).click();
    const checks = page.getByRole("list", { name: "Checks" });
    await expect(checks.getByRole("listitem").filter({ hasText: "Saturation" })).toContainText("good", { timeout: 30_000 });
    await page.getByRole("button", { name: "Close" }).click();

    await workstation.createStudyButton.click();
    await expect(workstation.step("Recording", "done")).toBeVisible();
    await page.getByRole("button", { name: "Library" }).click();
    await files.getByText("lab").click();
    await files.getByText("two.tif").click();
    const offer = page.getByRole("region", { name: "From your last recording in this folder" });
    await expect(offer).toContainText("one.tif: pixel 0.325 µm, interval 0.3 s, halves split at x 96 px");
    await offer.getByRole("button", { name: "Use the same" }).click();
    await expect(page.getByRole("spinbutton", { name: "Pixel size" })).toHaveValue("0.325");
    await expect(workstation.createStudyButton).toBeEnabled();
  } finally {
    await host.end();
  }
});
