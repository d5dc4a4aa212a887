import { expect } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeOnnx } from "#io/model/onnx-write";
import { test } from "#test/e2e/fixtures";
import { violations } from "#test/e2e/pages/accessibility";
import { tinyDeepZGraph } from "#test/make/tiny-model";

test("a lab's own ONNX file is tried and added by the window, refused where it is none, and removed again", async ({
  workstation,
  host,
}) => {
  const { page } = workstation;
  const id = `lab-e2e-${process.pid}`;
  writeFileSync(join(host.dataRoot, "broken.onnx"), "<html>no</html>");
  writeFileSync(join(host.dataRoot, `${id}.onnx`), writeOnnx(tinyDeepZGraph()));
  await workstation.openFile("worm", "movie.ome.tif");
  await workstation.createStudy();
  await workstation.goTo("Refocus");
  await page.getByRole("button", { name: "Add a model…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a model" });
  await dialog.getByRole("button", { name: "broken.onnx" }).click();
  const add = dialog.getByRole("button", { name: "Add the model" });
  await expect(add).toBeDisabled();
  await dialog.getByLabel("Numerical aperture").fill("0.8");
  await dialog.getByLabel("Pixel size").fill("0.4");
  await page.screenshot({ path: test.info().outputPath("form.png") });
  expect(await violations(page)).toEqual([]);
  await add.click();
  await expect(dialog.getByRole("alert")).toContainText("no ONNX file", { timeout: 60_000 });
  await dialog.getByRole("button", { name: "Another file" }).click();
  await dialog.getByRole("button", { name: `${id}.onnx` }).click();
  await dialog.getByLabel("Short name").fill(id);
  await dialog.getByLabel("Title", { exact: true }).fill("Our 20×");
  await add.click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue(id);
  await expect(page.locator(".model-note")).toContainText("Trained for not said, NA 0.8, 0.4 µm pixels");
  await page.getByRole("button", { name: "Model card" }).click();
  await expect(page.getByRole("dialog", { name: "Our 20×" })).toContainText(`${id}.onnx`);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue("widefield-20x");
  await expect(page.getByLabel("Model", { exact: true }).locator("option", { hasText: "Our 20×" })).toHaveCount(0);
});
