import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { reaches } from "#core/score/score-study";
import { againstTruth } from "#test/e2e/against-truth";

test("the sample recording becomes followed neurons with their activity, and the tables agree with the truth", async ({
  workstation,
  host,
}) => {
  test.setTimeout(600_000);
  const { page } = workstation;

  await workstation.openSampleButton.click();
  await expect(workstation.createStudyButton).toBeEnabled({ timeout: 180_000 });
  await expect(page.getByRole("region", { name: "Read from the file" })).toContainText("OME-TIFF");

  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Refocus", "running")).toBeVisible();
  await expect(page.getByRole("progressbar").first()).toBeVisible();
  await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 420_000 });
  for (const title of ["Refocus", "Neurons", "Tracks", "Activity"] as const) await expect(workstation.step(title, "done")).toBeVisible();

  await workstation.goTo("Activity");
  const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  expect(await neurons.count()).toBeGreaterThan(40);
  await neurons.first().getByRole("button").first().click();
  await expect(neurons.first().getByRole("button").first()).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("region", { name: "Activity" })).toContainText("neurons × 60 frames");

  await workstation.goTo("Export");
  const files = page.getByRole("region", { name: "Exported files" });
  const folder = (await files.locator("bdi").textContent()) ?? "";
  for (const name of ["tracks.csv", "traces.csv"]) {
    const download = page.waitForEvent("download");
    await files.getByRole("link", { name }).click();
    const saved = await (await download).path();
    expect(readFileSync(saved).equals(readFileSync(join(folder, name)))).toBe(true);
  }

  const truth = join(host.dataRoot, "NemaTrace", "sample", "truth");
  expect(existsSync(join(truth, "truth.json"))).toBe(true);
  const score = await againstTruth(folder, truth);
  const floors = Object.entries(score).filter(([, { floor }]) => floor !== null);
  process.stderr.write(`    ${floors.map(([name, { value, floor }]) => `${name} ${value} (floor ${floor})`).join(", ")}\n`);
  expect(floors).toHaveLength(6);
  // One recording lies about these three by more than the network's next training moves them; over seeds the bench judges.
  const ofThisOne: Readonly<Record<string, number>> = {
    "identity over time": 0.93,
    "trace correlation, 10th percentile of active neurons": 0.65,
    "peak ΔF/F0 error, median of active neurons": 20,
  };
  const missed = floors.filter(([name, check]) => !reaches({ ...check, floor: ofThisOne[name] ?? check.floor }));
  expect(missed).toEqual([]);
  await expect(workstation.failures).toHaveCount(0);
});
