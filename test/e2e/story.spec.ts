import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import type { Workstation } from "#test/e2e/pages/workstation";

const names = ["AVAL", "AVAR", "RIML", "RIMR", "AVBL", "AVBR", "SMDDL", "SMDDR", "RMEL", "RMER"] as const;

/** Moves the threshold to both ends of the histogram and back to what the program chooses. */
async function tuneThreshold(page: Page): Promise<void> {
  const frame = page.getByRole("region", { name: "In this frame" });
  const count = frame.locator("output");
  await expect(count).toHaveText(/^\d+ neurons?$/, { timeout: 60_000 });
  const automatic = (await count.textContent()) ?? "";
  await frame.getByRole("slider", { name: "Threshold on the histogram" }).focus();
  await page.keyboard.press("End");
  await expect(count).toHaveText("0 neurons");
  await page.keyboard.press("Home");
  await expect.poll(async () => Number.parseInt((await count.textContent()) ?? "", 10)).toBeGreaterThan(Number.parseInt(automatic, 10));
  await frame.getByRole("button", { name: "Automatic" }).click();
  await expect(count).toHaveText(automatic);
}

/** Goes through the queue by keyboard: the worst moment is corrected by hand, the others are accepted. */
async function settleDoubts(workstation: Workstation, wanted: number): Promise<void> {
  const { page } = workstation;
  await workstation.goTo("Tracks");
  await page.getByRole("button", { name: "Proofread", exact: true }).click();
  const left = page.getByRole("region", { name: "Doubtful moments" }).locator(".count");
  await expect(left).toHaveText(/^\d+ left$/);
  const rows = page.getByRole("region", { name: "History of edits" }).getByRole("listitem");
  await page.keyboard.press("h");
  // The row that stands for the untouched tracks comes with the first edit.
  for (let edits = 1; edits <= wanted; edits++) {
    const before = Number.parseInt((await left.textContent()) ?? "", 10);
    if (edits === 1) await page.keyboard.press("Alt+ArrowRight");
    else await page.keyboard.press("a");
    await expect(rows).toHaveCount(edits + 1);
    await expect.poll(async () => Number.parseInt((await left.textContent()) ?? "0", 10)).not.toBeGreaterThan(before);
    if (edits === 1) await page.keyboard.press(".");
  }
  await expect(rows.last()).toContainText("As the program left it");
  await page.keyboard.press("h");
  await page.getByRole("button", { name: "Close proofreading" }).click();
}

/** Names the first neurons of the list, one after another. */
async function nameNeurons({ page }: Workstation): Promise<void> {
  const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  for (const [i, name] of names.entries()) {
    const main = neurons.nth(i).getByRole("button").first();
    if ((await main.getAttribute("aria-pressed")) !== "true") await main.click();
    await expect(main).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.press("F2");
    await page.getByLabel(/^Name of neuron/).fill(name);
    await page.keyboard.press("Enter");
    await expect(main).toHaveAccessibleName(new RegExp(`^${name} `));
  }
}

/** Takes every edit of the study back and does it again; what is seen is the same afterwards. */
async function undoAndRedo({ page }: Workstation, edits: number): Promise<void> {
  const neurons = page.getByRole("region", { name: "Neurons" }).getByRole("listitem");
  const named = neurons.filter({ hasText: new RegExp(`^(${names.join("|")})`) });
  await expect(named).toHaveCount(names.length);
  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("region", { name: "History of edits" });
  // The last row stands for the tracks as the program left them.
  await expect(history.getByRole("listitem")).toHaveCount(edits + 1);
  await history.getByRole("button", { name: "Undo every edit" }).click();
  await expect(history.locator(".undone")).toHaveCount(edits);
  await expect(named).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Undo", exact: true })).toBeDisabled();
  await history
    .getByRole("listitem")
    .first()
    .getByRole("button", { name: /^Redo up to: / })
    .click();
  await expect(history.locator(".undone")).toHaveCount(0);
  await expect(named).toHaveCount(names.length);
  await expect(page.getByRole("button", { name: "Redo", exact: true })).toBeDisabled();
}

test("the real movie's story: asked about, studied in two dimensions, corrected, named, drawn and exported", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  await workstation.openFile("others", "flat.tif");
  await expect(page.getByRole("region", { name: "Read from the file" })).toContainText("not said");
  await expect(workstation.createStudyButton).toBeDisabled();
  await workstation.field("Pixel size").fill("0.27");
  await workstation.field("Interval").fill("0.25");
  await workstation.field("Refocus each frame into a stack").uncheck();
  await workstation.createStudy();
  await expect(workstation.step("Refocus", "left out")).toBeVisible();
  await workstation.goTo("Neurons");
  await tuneThreshold(page);
  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 240_000 });

  await settleDoubts(workstation, 5);
  await nameNeurons(workstation);
  await workstation.goTo("Activity");
  const dock = page.getByRole("region", { name: "Activity" });
  await dock.getByRole("button", { name: "Correlation", exact: true }).click();
  await expect(dock.locator(".chart canvas").last()).toHaveAccessibleName(/^Correlation of \d+ neurons/);
  await workstation.goTo("Export");
  await page.getByRole("button", { name: /^Export( again)?$/ }).click();
  const exports = join(host.dataRoot, "others", "flat.study", "exports");
  await expect.poll(() => readFileSync(join(exports, "traces.csv"), "utf8"), { timeout: 120_000 }).toContain(`,${names[9]},`);
  expect(readFileSync(join(exports, "traces.csv"), "utf8").split("\n")[0]).toMatch(/^t,time_s,track,name,f,dff/);
  await undoAndRedo(workstation, names.length + 5);
  await expect(workstation.failures).toHaveCount(0);
});
