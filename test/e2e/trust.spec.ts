import { join } from "node:path";
import { expect } from "@playwright/test";
import { greenOptics } from "#core/optics/pupil";
import { createOmeTiff } from "#io/recording/write-ome-tiff";
import { test } from "#test/e2e/fixtures";
import { beadPitch, beadPlanes, beadStack } from "#test/make/bead-stack";
import { violations } from "#test/e2e/pages/accessibility";

test("a refocused frame is checked against itself, and how sure its neurons' places are is told on request", async ({ workstation }) => {
  const { page } = workstation;
  await workstation.openFile("worm", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  const before = page.getByRole("region", { name: "Before the run" });
  await expect(before).toContainText("Light saved");
  await expect(before).toContainText("nothing kept 0 B");
  await page.screenshot({ path: test.info().outputPath("refocus-panel.png") });
  await page.getByRole("button", { name: "Can this frame be trusted?" }).click();
  const sheet = page.getByRole("dialog", { name: /be trusted/ });
  const checks = sheet.getByRole("list", { name: "Checks" });
  await expect(checks.getByRole("listitem")).toHaveCount(5, { timeout: 120_000 });
  await expect(checks).toContainText("Back through the microscope");
  await sheet.getByRole("button", { name: /How sure are the places/ }).click();
  await expect(sheet.getByRole("region", { name: "How sure the places are" })).toBeVisible({ timeout: 180_000 });
  expect(await violations(page)).toEqual([]);
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: test.info().outputPath(`trust-${width}.png`) });
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: test.info().outputPath("trust-dark.png") });
});

test("the blur of the microscope is read from a scanned stack, which turns the axial direction round where it differs", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  await workstation.openFile("named", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  await page.getByRole("button", { name: "Read the blur of this microscope" }).click();
  const sheet = page.getByRole("dialog", { name: "Blur of this microscope" });
  await expect(sheet).toContainText("A scanned stack of beads");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("psf-ask.png") });
  const stack = beadStack({ ...greenOptics, spherical: -0.3 }, 5);
  const [z, y, x] = stack.shape;
  const writer = await createOmeTiff(join(host.dataRoot, "beads.tif"), {
    shape: { t: 1, c: 1, z, y, x },
    dtype: "uint16",
    pixelSize: [beadPitch, beadPitch],
    zStep: 0.5,
    interval: null,
    channels: [{ name: "GCaMP", role: "activity", wavelength: 525 }],
  });
  for (const plane of beadPlanes(stack)) await writer.write(plane);
  await writer.finish();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Read the blur of this microscope" }).click();
  await sheet.getByRole("list", { name: "Files" }).getByRole("button", { name: "beads.tif" }).click();
  await expect(sheet.getByText("Emitters that stand alone")).toBeVisible({ timeout: 180_000 });
  await expect(sheet).toContainText("−1");
  await expect(sheet.getByRole("table")).toContainText("dB");
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath("psf-told.png") });
  await sheet.getByRole("button", { name: "Set the axial direction to −1" }).click();
  await expect(page.getByText(/The axial direction is now −1/)).toBeVisible();
});
