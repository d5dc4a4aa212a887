import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

test("the threshold moves on the histogram and neurons come and go without a run; a region drawn on the image holds for the run", async ({
  workstation,
}) => {
  const { page } = workstation;
  await workstation.openFile("flat", "movie.ome.tif");
  await page.getByLabel("Refocus each frame into a stack").uncheck();
  await workstation.createStudy();
  await workstation.goTo("Neurons");
  const frame = page.getByRole("region", { name: "In this frame" });
  const count = frame.locator("output");
  await expect(count).toHaveText(/neurons?$/);
  const found = Number.parseInt((await count.textContent()) ?? "", 10);
  expect(found).toBeGreaterThan(0);
  const slider = frame.getByRole("slider", { name: "Threshold on the histogram" });
  await slider.focus();
  await page.keyboard.press("End");
  await expect(count).toHaveText("0 neurons");
  await page.keyboard.press("Home");
  await expect.poll(async () => Number.parseInt((await count.textContent()) ?? "", 10)).toBeGreaterThan(found);
  await frame.getByRole("button", { name: "Automatic" }).click();
  await expect(count).toHaveText(new RegExp(`^${found} `));

  const regions = page.getByRole("region", { name: "Regions" });
  await regions.getByRole("button", { name: "Leave out" }).click();
  const image = page.getByRole("img", { name: /Image of the worm/ });
  const box = (await image.boundingBox())!;
  for (const [y, x] of [
    [0.02, 0.02],
    [0.02, 0.5],
    [0.98, 0.5],
    [0.98, 0.02],
  ] as const) {
    await image.click({ position: { x: x * box.width, y: y * box.height } });
  }
  await page.keyboard.press("Enter");
  await expect(regions.getByRole("group", { name: "Leave out 1" })).toContainText("4 corners");
  await expect.poll(async () => Number.parseInt((await count.textContent()) ?? "", 10)).toBeLessThan(found);
  const left = Number.parseInt((await count.textContent()) ?? "", 10);
  await workstation.run("Neurons", "Find neurons", 30_000);
  await expect(count).toHaveText(new RegExp(`^${left} `));
  await expect(workstation.failures).toHaveCount(0);
});
