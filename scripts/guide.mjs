// `npm run guide`: plays the main job in a browser and makes the screenshots of docs/guide.
import { ensureBuilt } from "./fresh.mjs";
import { findBrowser, installBrowser } from "./machine.mjs";
import { succeeds } from "./run.mjs";

await ensureBuilt(["app", "renderer"]);
const browser = findBrowser() ?? installBrowser();
if (!browser) {
  process.stderr.write("No Chromium-family browser was found: install one, or set CHROMIUM to its path.\n");
  process.exitCode = 1;
} else if (!(await succeeds("playwright", ["test", "--project=guide"]))) {
  process.exitCode = 1;
}
