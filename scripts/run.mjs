// Runs a tool of node_modules with this very Node, on every system alike.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./fresh.mjs";

const programs = {
  tsc: "typescript/bin/tsc",
  oxlint: "oxlint/bin/oxlint",
  prettier: "prettier/bin/prettier.cjs",
  depcruise: "dependency-cruiser/bin/dependency-cruise.mjs",
  knip: "knip/bin/knip.js",
  vitest: "vitest/vitest.mjs",
  playwright: "@playwright/test/cli.js",
  "electron-builder": "electron-builder/cli.js",
  "install-electron": "electron/install.js",
};

/** Path of a tool's own script. */
export function programOf(name) {
  return join(root, "node_modules", programs[name]);
}

/** Runs a tool to its end, its output to the terminal; answers whether it was content. */
export function succeeds(name, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [programOf(name), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => said.push(chunk));
    child.on("error", () => resolve(false));
    child.on("close", (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}
