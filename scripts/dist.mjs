// `npm run dist`: builds and packs the desktop program for the system it runs on. Arguments go to electron-builder.
import { ensureBuilt } from "./fresh.mjs";
import { succeeds } from "./run.mjs";

await ensureBuilt(["app", "renderer"]);
if (!(await succeeds("electron-builder", ["--publish", "never", ...process.argv.slice(2)]))) process.exitCode = 1;
