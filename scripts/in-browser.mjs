// Plays a project of Playwright in a browser of this machine.
import { ensureBuilt } from "./fresh.mjs";
import { findBrowser, installBrowser } from "./machine.mjs";
import { succeeds } from "./run.mjs";

export async function playInBrowser(project, args = []) {
  await ensureBuilt(["app", "renderer"]);
  if (!(findBrowser() ?? installBrowser())) {
    process.stderr.write("No Chromium-family browser was found: install one, or set CHROMIUM to its path.\n");
    process.exitCode = 1;
  } else if (!(await succeeds("playwright", ["test", `--project=${project}`, ...args]))) {
    process.exitCode = 1;
  }
}
