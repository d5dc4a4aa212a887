import { readFileSync } from "node:fs";
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

test("refocusing a projection is warned about before it is run", async ({ workstation }) => {
  await workstation.openFile("others", "projection.tif");
  await workstation.field("Pixel size").fill("0.27");
  await workstation.field("Interval").fill("0.25");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  await expect(workstation.page.getByRole("region", { name: "Before the run" })).toContainText(/project/i);
});
