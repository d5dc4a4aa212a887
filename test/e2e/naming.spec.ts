import { expect } from "@playwright/test";
import { test } from "#test/e2e/fixtures";

test("names are suggested from positions, chosen by keyboard, judged and annotated, and survive undo and redo", async ({ workstation }) => {
  const { page } = workstation;
  await workstation.openFile("worm", "movie.ome.tif");
  await expect(workstation.createStudyButton).toBeEnabled();
  await page.getByRole("button", { name: "Run everything" }).click();
  await expect(workstation.step("Tracks", "done")).toBeVisible({ timeout: 120_000 });
  await page.getByRole("button", { name: "Names", exact: true }).click();
  await page.getByRole("combobox", { name: "Head points" }).selectOption("x-");
  await page.getByRole("combobox", { name: "Back points" }).selectOption("z+");
  await page.getByRole("button", { name: "Suggest names" }).click();
  await expect(page.getByText(/neurons of frame 0 compared/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("checkbox", { name: "Atlas over the worm" }).check();
  await page.screenshot({ path: test.info().outputPath("atlas.png") });
  await page.keyboard.press("Escape");

  await page.keyboard.press("j");
  await page.keyboard.press("F2");
  const field = page.getByRole("combobox", { name: /Name of neuron/ });
  await expect(page.getByRole("listbox").getByRole("option").first()).toContainText(/0\.\d\d|< 0\.01/);
  await page.screenshot({ path: test.info().outputPath("candidates.png") });
  await field.fill("ava");
  await expect(page.getByRole("listbox").getByRole("option").first()).toContainText("AVAL");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const card = page.getByRole("region", { name: "About AVAL" });
  await expect(card).toContainText("class AVA");
  await expect(card).toContainText("Partner AVAR: not named yet");
  await card.getByRole("combobox", { name: "This name is" }).selectOption("0.75");
  await card.getByRole("textbox", { name: "Note" }).fill("seen twice");
  await card.getByRole("textbox", { name: "Note" }).blur();
  await page.screenshot({ path: test.info().outputPath("named.png") });
  await page.keyboard.press("Control+z");
  await expect(card.getByRole("textbox", { name: "Note" })).toHaveValue("");
  await page.keyboard.press("Control+y");
  await expect(card.getByRole("textbox", { name: "Note" })).toHaveValue("seen twice");
});
