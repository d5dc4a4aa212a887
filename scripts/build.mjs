// Builds what runs: `node scripts/build.mjs [app] [renderer]`, both when none is named.
import { rmSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { root, stamp } from "./fresh.mjs";

/**
 * Packages that find files by where they lie (native code, WebAssembly), that are no ECMAScript modules, or that benches
 * alone use. All others are bundled: a start reads a few files instead of hundreds.
 */
const besideTheBundle = [
  "electron",
  "onnxruntime-node",
  "@photostructure/sqlite",
  "@itk-wasm/image-io",
  "h5wasm",
  "numcodecs",
  "commander",
  "geotiff",
];

/** What jsPDF takes to draw pages of HTML; figures are drawn by a pen. */
const neverUsed = ["canvg", "dompurify", "html2canvas"];

const node = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  external: besideTheBundle,
  alias: Object.fromEntries(neverUsed.map((name) => [name, "./scripts/no-package.mjs"])),
  sourcemap: true,
  logLevel: "warning",
};

/** The command line, the engine with the threads that refocus, and the Electron main side. */
export async function buildApp() {
  rmSync(`${root}/dist/chunks`, { recursive: true, force: true });
  await build({
    ...node,
    entryPoints: {
      cli: "app/hosts/cli/main.ts",
      engine: "app/hosts/engine/main.ts",
      "frame-hand": "app/jobs/frame-hand.ts",
      "electron/main": "app/hosts/electron/main.ts",
    },
    outdir: "dist",
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
  });
  await build({ ...node, entryPoints: ["app/hosts/electron/preload.ts"], outfile: "dist/electron/preload.cjs", format: "cjs" });
}

/** The window, for both hosts. */
export async function buildRenderer() {
  const vite = await import("vite");
  await vite.build({ root: `${root}/renderer`, configFile: `${root}/vite.config.ts`, logLevel: "warn" });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = argv.slice(2);
  if (wanted.length === 0 || wanted.includes("app")) {
    await buildApp();
    stamp("app");
  }
  if (wanted.length === 0 || wanted.includes("renderer")) {
    await buildRenderer();
    stamp("renderer");
  }
}
