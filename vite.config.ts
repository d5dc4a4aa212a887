import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The window's bundle: one page for both hosts, relative addresses, nothing inline (strict CSP). */
export default defineConfig({
  root: "renderer",
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
