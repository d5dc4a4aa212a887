#!/usr/bin/env node
// The command line. In a clone it builds itself once; a package carries what was built.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (existsSync(join(root, "scripts/fresh.mjs"))) {
  const { ensureBuilt } = await import("../scripts/fresh.mjs");
  await ensureBuilt(process.argv[2] === "serve" ? ["app", "renderer"] : ["app"]);
}
await import("../dist/cli.mjs");
