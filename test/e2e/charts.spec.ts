import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";

test("every chart is drawn, zooms with the others, shares the selection, and goes into files with its record", async ({ workstation }) => {
  const { page } = workstation;
  const messages: string[] = [];
  page.on("console", (message) => message.type() === "error" && messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  await workstation.openFile("worm", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.run("Activity", "Read activity");
  const dock = page.getByRole("region", { name: "Activity" });
  const chart = dock.locator(".chart canvas").last();
  const show = (name: string) => dock.getByRole("button", { name, exact: true }).click();

  // A click on a row chooses its neuron, here and in the list.
  await show("Map");
  const box = await chart.boundingBox();
  if (!box) throw new Error("The map has no place on screen.");
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  await expect(page.getByRole("region", { name: "Neurons" }).locator("[data-chosen='true']")).toHaveCount(1);

  // Zooming in one chart holds in all.
  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.wheel(0, -400);
  await expect(dock.getByRole("button", { name: "Whole movie" })).toBeVisible();
  await show("Events");
  await dock.getByRole("button", { name: "Whole movie" }).click();
  await expect(dock.getByRole("button", { name: "Whole movie" })).toHaveCount(0);

  // Averages need moments: a table of stimuli gives them.
  await show("Stimulus");
  await dock
    .getByLabel("Stimulus table")
    .setInputFiles({ name: "stimuli.csv", mimeType: "text/csv", buffer: Buffer.from("time_s\n1.2\n2.1\n") });
  await expect(chart).toHaveAccessibleName(/around 2 onsets/);

  for (const [name, title] of [
    ["Correlation", /^Correlation of \d+ neurons/],
    ["Clusters", /clusters of \d+ neurons by spectral clustering/],
    ["PCA", /principal components/],
    ["Space", /^Places of \d+ neurons/],
    ["Traces", /neurons over time/],
  ] as const) {
    await show(name);
    await expect(chart).toHaveAccessibleName(title);
    expect.soft(await violations(page), name).toEqual([]);
  }

  await show("Correlation");
  await dock.getByRole("button", { name: "Export figure" }).click();
  const file = async (format: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), dock.getByRole("button", { name: format, exact: true }).click()]);
    return readFileSync(await download.path());
  };
  const svg = (await file("SVG")).toString("utf8");
  expect(svg).toContain("virtual, refocused by");
  expect(svg).toContain("font/woff2;base64,");
  expect(svg).toMatch(/<text [^>]*>Pearson's r<\/text>/);
  const pdf = (await file("PDF")).toString("latin1");
  expect(pdf).toMatch(/^%PDF/);
  expect(pdf).toContain("/FontFile2");
  const png = (await file("PNG")).toString("latin1");
  expect(png).toContain("pHYs");
  expect(png).toContain("refocused by");
  expect((await file("CSV")).toString("utf8")).toMatch(/^track_a,name_a,track_b,name_b,r,common_frames\n/);
  await page.keyboard.press("Escape");

  // A movie of the stage, by the browser's own encoder.
  await page.getByRole("button", { name: "Movie", exact: true }).click();
  await page.getByRole("button", { name: "WebM", exact: true }).click();
  await page.getByLabel("To frame").fill("2");
  const [movie] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make movie" }).click()]);
  expect(movie.suggestedFilename()).toMatch(/\.webm$/);
  expect(readFileSync(await movie.path()).readUInt32BE(0)).toBe(0x1a45dfa3);
  expect(messages).toEqual([]);
});
