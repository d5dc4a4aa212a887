import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window's bundle: one page for both hosts, relative addresses, nothing inline (strict CSP). */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react()],
  define: { builtOn: JSON.stringify(packages()) },
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});

/** What runs in the program: its dependencies, and of those for development what the window bundles. */
function packages() {
  const read = (path: string) =>
    JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Record<"version" | "license", string> &
      Record<"dependencies" | "devDependencies", Record<string, string>>;
  const own = read("package.json");
  const bundled = ["@fontsource-variable/inter", "d3", "electron", "jspdf", "lucide-react", "mediabunny", "react", "zustand"];
  const named = [...Object.keys(own.dependencies), ...bundled.filter((name) => name in own.devDependencies)];
  return named.sort().map((name) => {
    const { version, license } = read(`node_modules/${name}/package.json`);
    return { name, version, licence: license };
  });
}
