import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { startHost, type BrowserHostProcess } from "#test/e2e/pages/browser-host";
import { nematrace } from "#test/e2e/pages/nematrace";
import { Workstation } from "#test/e2e/pages/workstation";

/** A data folder as a laboratory might have it: a small worm for each test, real projections, and a file that is no image. */
function fill(dataRoot: string): void {
  nematrace("simulate", join(dataRoot, "worm"), "--frames", "12", "--size", "128x192", "--neurons", "20", "--two-channel", "--seed", "7");
  for (const name of ["stopped", "named", "flat"]) cpSync(join(dataRoot, "worm"), join(dataRoot, name), { recursive: true });
  mkdirSync(join(dataRoot, "others"));
  for (const name of ["flat.tif", "projection.tif"]) copyFileSync("test/fixtures/zephir/movie_xy_mip.tif", join(dataRoot, "others", name));
  writeFileSync(join(dataRoot, "others", "notes.tif"), "These are notes, not an image.\n");
}

interface Hosts {
  readonly host: BrowserHostProcess;
}

interface Windows {
  readonly workstation: Workstation;
}

/** Tests with a host of their own for each file, and a window that is open and ready. */
export const test = base.extend<Windows, Hosts>({
  host: [
    async ({}, use) => {
      const host = await startHost(fill);
      await use(host);
      await host.end();
    },
    { scope: "worker" },
  ],
  workstation: async ({ page, host }, use) => {
    await page.goto(host.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    await use(workstation);
  },
});
