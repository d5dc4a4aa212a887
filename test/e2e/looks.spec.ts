import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";
import type { StepTitle } from "#test/e2e/pages/workstation";

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

async function looksRight(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.waitForTimeout(300);
    const overflow = await page.evaluate(
      () =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth ||
        document.documentElement.scrollHeight > document.documentElement.clientHeight,
    );
    expect.soft(overflow, `${name} fits into ${size.width} × ${size.height}`).toBe(false);
    await page.screenshot({ path: test.info().outputPath(`${name}-${size.width}.png`) });
  }
  expect.soft(await violations(page), name).toEqual([]);
}

test("every view fits two screen sizes and breaks no rule of accessibility", async ({ workstation }) => {
  const { page } = workstation;
  const messages: string[] = [];
  page.on("console", (message) => message.type() === "error" && messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));

  await looksRight(page, "library");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await looksRight(page, "shortcuts");
  await page.keyboard.press("Escape");

  await workstation.openFile("worm", "movie.ome.tif");
  await expect(workstation.createStudyButton).toBeEnabled();
  await looksRight(page, "recording");
  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 120_000 });

  const titles: readonly StepTitle[] = ["Recording", "Refocus", "Neurons", "Tracks", "Activity", "Export"];
  for (const title of titles) {
    await workstation.goTo(title);
    await looksRight(page, title.toLowerCase());
  }
  await workstation.goTo("Tracks");
  await page.getByRole("button", { name: "Proofread", exact: true }).click();
  await page.getByRole("region", { name: "Neurons" }).getByRole("listitem").first().getByRole("button").first().click();
  await page.keyboard.press("h");
  await looksRight(page, "proofreading");
  await page.keyboard.press("h");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await looksRight(page, "import");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close proofreading" }).click();
  await workstation.goTo("Export");
  for (const mode of ["Slice", "Max", "Mean", "Depth", "Ortho", "3-D"]) {
    await page.getByRole("toolbar", { name: "View" }).getByRole("button", { name: mode, exact: true }).first().click();
    await looksRight(page, `stage-${mode.toLowerCase()}`);
  }
  expect(messages).toEqual([]);
});
