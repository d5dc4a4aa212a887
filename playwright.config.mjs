import { defineConfig } from "@playwright/test";
import { findBrowser } from "./scripts/machine.mjs";

const browser = findBrowser();

const inBrowser = {
  viewport: { width: 1280, height: 800 },
  actionTimeout: 30_000,
  screenshot: "only-on-failure",
  launchOptions: {
    ...(browser ? { executablePath: browser } : {}),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

/** One set of pages: the window in a browser, in Electron where its program is there, and for the screenshots of the guide. */
export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  timeout: 300_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  projects: [
    {
      name: "browser",
      testMatch: "*.spec.ts",
      testIgnore: "electron.spec.ts",
      use: inBrowser,
    },
    { name: "electron", testMatch: "electron.spec.ts" },
    { name: "bench", testMatch: "*-bench.ts", use: inBrowser },
    { name: "guide", testMatch: "guide.ts", use: inBrowser },
  ],
});
