import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron as electron, expect, test } from "@playwright/test";
import { nematrace } from "#test/e2e/pages/nematrace";
import { Workstation } from "#test/e2e/pages/workstation";

test("the desktop program does the same job through the same pages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-electron-"));
  const movie = join(folder, "worm", "movie.ome.tif");
  nematrace("simulate", join(folder, "worm"), "--frames", "12", "--size", "128x192", "--neurons", "20", "--seed", "7");
  const rootArguments = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const program = await electron.launch({
    args: [".", `--user-data-dir=${join(folder, "profile")}`, ...rootArguments, movie],
    env: { ...process.env, NEMATRACE_DATA: folder },
  });
  try {
    const page = await program.firstWindow();
    const workstation = new Workstation(page);
    await expect(workstation.createStudyButton).toBeEnabled();

    const reach = await page.evaluate(() => ({
      node: "process" in globalThis || "require" in globalThis,
      bridge: Object.keys((globalThis as { nematrace?: object }).nematrace ?? {}).sort(),
    }));
    expect(reach).toEqual({ node: false, bridge: ["call", "pathOf", "subscribe"] });
    expect(await page.evaluate(() => window.open("https://example.org"))).toBeNull();

    await page.getByRole("button", { name: "Run everything" }).click();
    await expect(workstation.step("Export", "done")).toBeVisible({ timeout: 240_000 });
    await expect(workstation.failures).toHaveCount(0);
  } finally {
    await program.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
