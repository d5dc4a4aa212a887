import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

test("a run can be stopped, keeps what is finished, goes on, and is free when repeated", async ({ workstation }) => {
  const { page } = workstation;
  await workstation.openFile("stopped", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  await page.getByRole("button", { name: "Refocus", exact: true }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: /^(Go on|Refocus|Refocus again)$/ })).toBeVisible();

  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 120_000 });
  await workstation.run("Refocus", "Refocus", 10_000);
  await expect(workstation.failures).toHaveCount(0);
});

test("a neuron's name is one edit: undone, redone, and kept when the window is opened anew", async ({ workstation }) => {
  const { page } = workstation;
  await workstation.openFile("named", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.run("Tracks", "Follow neurons", 120_000);
  const rows = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  await rows.first().getByRole("button").first().click();
  await page.keyboard.press("F2");
  await page.getByLabel(/^Name of neuron/).fill("AVAL");
  await page.keyboard.press("Enter");
  await expect(rows.first()).toContainText("AVAL");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows.first()).not.toContainText("AVAL");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(rows.first()).toContainText("AVAL");
  await page.reload();
  await expect(rows.first()).toContainText("AVAL");
});
