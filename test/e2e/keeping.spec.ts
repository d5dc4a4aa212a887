import { cpSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { nematrace } from "#test/e2e/pages/nematrace";

/** A finished 2-D study of the small worm, in a folder of its own. */
function finished(dataRoot: string, name: string): string {
  const place = join(dataRoot, name);
  cpSync(join(dataRoot, "worm", "movie.ome.tif"), join(place, "movie.ome.tif"));
  nematrace("run", join(place, "movie.ome.tif"), "--no-refocus");
  return place;
}

test("a recording that was moved is noticed, and found again by its contents", async ({ workstation, host }) => {
  const { page } = workstation;
  const place = finished(host.dataRoot, "moved");
  renameSync(join(place, "movie.ome.tif"), join(place, "renamed.ome.tif"));
  cpSync(join(host.dataRoot, "others", "flat.tif"), join(place, "another.tif"));
  await page.reload();
  await workstation.openFile("moved", "movie.study");
  const trouble = page.getByRole("alert", { name: "What is wrong with this study" });
  await expect(trouble).toContainText("moved");
  await trouble.getByRole("button", { name: "Find the recording…" }).click();
  const dialog = page.getByRole("dialog", { name: "Where is the recording now?" });
  await dialog.getByRole("button", { name: "moved" }).click();
  await dialog.getByRole("button", { name: "another.tif" }).click();
  await expect(dialog.getByRole("alert")).toContainText("another recording");
  await page.screenshot({ path: test.info().outputPath("relocate.png") });
  await dialog.getByRole("button", { name: "renamed.ome.tif" }).click();
  await expect(trouble).toHaveCount(0);
  await expect(page.getByText("read only")).toHaveCount(0);
});

test("a damaged study says so when it is opened, and one button repairs it", async ({ workstation, host }) => {
  const { page } = workstation;
  const place = join(host.dataRoot, "damaged");
  cpSync(join(host.dataRoot, "worm", "movie.ome.tif"), join(place, "movie.ome.tif"));
  nematrace("run", join(place, "movie.ome.tif"), "--z", "-1:1:1");
  const volumes = join(place, "movie.study", "volumes");
  rmSync(join(volumes, readdirSync(volumes)[0] ?? "", "0", "3"), { recursive: true });
  await page.reload();
  await workstation.openFile("damaged", "movie.study");
  const trouble = page.getByRole("alert", { name: "What is wrong with this study" });
  await expect(trouble).toContainText("missing or cut short");
  await page.screenshot({ path: test.info().outputPath("damaged.png") });
  await trouble.getByRole("button", { name: "Repair study" }).click();
  await expect(page.getByText("What was damaged of the refocus step was made again.")).toBeVisible({ timeout: 60_000 });
  await expect(trouble).toHaveCount(0);
  await expect(workstation.step("Refocus", "done")).toBeVisible();
  expect(nematrace("verify", join(place, "movie.study"))).toContain("is whole");
});

test("several recordings run one after another; one that fails stops no other", async ({ workstation, host }) => {
  const { page } = workstation;
  const like = finished(host.dataRoot, "first");
  const place = join(host.dataRoot, "several");
  for (const name of ["a", "b"]) cpSync(join(host.dataRoot, "worm", "movie.ome.tif"), join(place, `${name}.ome.tif`));
  cpSync(join(host.dataRoot, "others", "notes.tif"), join(place, "notes.tif"));
  await page.reload();
  await workstation.openFile("first", "movie.study");
  await expect(workstation.step("Export", "done")).toBeVisible();
  await page.getByRole("button", { name: "Library" }).click();
  await page.getByRole("button", { name: "Several recordings…" }).click();
  // The list of files may still stand where it was left.
  const up = page.getByRole("button", { name: "Up" });
  await expect(page.getByRole("list", { name: "Files" })).toBeVisible();
  while (await up.isVisible()) await up.click();
  await workstation.openFile("several", "a.ome.tif");
  await workstation.openFile("b.ome.tif");
  await workstation.openFile("notes.tif");
  const chooser = page.getByRole("group", { name: "Recordings to run" });
  await expect(chooser).toContainText("3 chosen");
  await chooser.getByLabel("Settings").selectOption({ value: join(like, "movie.study") });
  await page.screenshot({ path: test.info().outputPath("choosing.png") });
  await chooser.getByRole("button", { name: "Run all" }).click();
  const queue = page.getByRole("list", { name: "Queue" });
  await expect(queue.getByRole("button", { name: /^a\.ome\.tif \d+ neurons done$/ })).toBeVisible({ timeout: 60_000 });
  await expect(queue.getByRole("button", { name: /^b\.ome\.tif \d+ neurons done$/ })).toBeVisible({ timeout: 60_000 });
  await expect(queue.getByRole("button", { name: /^notes\.tif .* failed$/ })).toBeVisible();
  await page.getByRole("button", { name: "Go on with the queue" }).click();
  await expect(
    page.getByRole("button", { name: "Stop the queue" }).or(page.getByRole("button", { name: "Go on with the queue" })),
  ).toBeVisible();
  await expect(queue.getByRole("button", { name: /^notes\.tif .* failed$/ })).toBeVisible({ timeout: 30_000 });
  await expect(queue.getByRole("button", { name: /^a\.ome\.tif \d+ neurons done$/ })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("queue.png") });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.screenshot({ path: test.info().outputPath("queue-1920.png") });
  await queue.getByRole("button", { name: /^a\.ome\.tif/ }).click();
  await expect(workstation.step("Export", "done")).toBeVisible();
  await expect(workstation.step("Refocus", "left out")).toBeVisible();
});
