// Builds what runs: `node scripts/build.mjs [app] [renderer]`, both when none is named.
import { build } from "esbuild";

const wanted = process.argv.slice(2);
const all = wanted.length === 0;

if (all || wanted.includes("app")) await buildApp();
if (all || wanted.includes("renderer")) await buildRenderer();

/** The command line, the engine and the Electron main side; packages stay outside the bundle. */
async function buildApp() {
  const shared = { bundle: true, platform: "node", target: "node20", packages: "external", sourcemap: true, logLevel: "warning" };
  await build({
    ...shared,
    entryPoints: { cli: "app/hosts/cli/main.ts", engine: "app/hosts/engine/main.ts" },
    outdir: "dist",
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
  });
  await build({ ...shared, entryPoints: ["app/hosts/electron/main.ts"], outfile: "dist/electron/main.mjs", format: "esm" });
  await build({ ...shared, entryPoints: ["app/hosts/electron/preload.ts"], outfile: "dist/electron/preload.cjs", format: "cjs" });
}

async function buildRenderer() {
  const vite = await import("vite");
  await vite.build({ configFile: "vite.config.ts", logLevel: "warn" });
}
