// `npm run dist`: builds and packs the desktop program for the system it runs on. Arguments go to electron-builder;
// nothing is published unless they say so.
import { ensureBuilt } from "./fresh.mjs";
import { succeeds } from "./run.mjs";

await ensureBuilt(["app", "renderer"]);
const asked = process.argv.slice(2);
const args = asked.includes("--publish") ? asked : ["--publish", "never", ...asked];
if (!(await succeeds("electron-builder", args))) process.exitCode = 1;
