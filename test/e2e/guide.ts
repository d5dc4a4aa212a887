import { mkdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { startHost } from "#test/e2e/pages/browser-host";
import { Workstation, type StepTitle } from "#test/e2e/pages/workstation";

const folder = "docs/guide";

test("screenshots of the sample recording on its way from movie to tables", async ({ page }) => {
  test.setTimeout(900_000);
  mkdirSync(folder, { recursive: true });
  const host = await startHost();
  const shoot = async (name: string) => {
    for (const notice of await page.getByRole("button", { name: "Dismiss message" }).all()) await notice.click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${folder}/${name}.png` });
  };
  try {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(host.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    await shoot("library");
    await workstation.openSampleButton.click();
    await expect(workstation.createStudyButton).toBeEnabled({ timeout: 180_000 });
    await shoot("recording");
    await page.getByRole("button", { name: "Run everything" }).click();
    await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 420_000 });
    const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
    await page.getByLabel("Frame", { exact: true }).fill("21");
    await neurons.nth(4).getByRole("button").first().click();
    const views = page.getByRole("toolbar", { name: "View" });
    const shots: readonly (readonly [StepTitle, string])[] = [
      ["Refocus", "Slice"],
      ["Neurons", "Max"],
      ["Tracks", "Ortho"],
      ["Activity", "Max"],
      ["Export", "Depth"],
    ];
    for (const [title, view] of shots) {
      await workstation.goTo(title);
      await views.getByRole("button", { name: view, exact: true }).click();
      await shoot(title.toLowerCase());
    }
  } finally {
    await host.end();
  }
});
