import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

test("a file that is no image is refused with one sentence, and left as it is", async ({ workstation, host }) => {
  const path = join(host.dataRoot, "others", "notes.tif");
  const before = readFileSync(path);
  await workstation.openFile("others", "notes.tif");
  await expect(workstation.failures.first()).toContainText("notes.tif");
  await expect(workstation.openSampleButton).toBeEnabled();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a projection without pixel size and interval is asked about, then studied in two dimensions", async ({ workstation, host }) => {
  const { page } = workstation;
  await workstation.openFile("others", "flat.tif");
  await expect(page.getByRole("region", { name: "Read from the file" })).toContainText("not said");
  await expect(workstation.createStudyButton).toBeDisabled();

  await workstation.field("Pixel size").fill("0.27");
  await workstation.field("Interval").fill("0.25");
  await workstation.field("Refocus each frame into a stack").uncheck();
  await workstation.createStudy();
  await expect(workstation.step("Refocus", "left out")).toBeVisible();

  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 240_000 });
  const traces = join(host.dataRoot, "others", "flat.study", "exports", "traces.csv");
  expect(existsSync(traces)).toBe(true);
  expect(readFileSync(traces, "utf8").split("\n")[0]).toMatch(/^t,time_s,track,name,f,dff/);
  await expect(workstation.failures).toHaveCount(0);
});

test("refocusing a projection is warned about before it is run", async ({ workstation }) => {
  await workstation.openFile("others", "projection.tif");
  await workstation.field("Pixel size").fill("0.27");
  await workstation.field("Interval").fill("0.25");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  await expect(workstation.page.getByRole("region", { name: "Before the run" })).toContainText(/project/i);
});
