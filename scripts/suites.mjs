// The suites that `npm run check` and `npm test` are made of. Each answers { name, passed, failed, skipped, note }.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, buildRenderer } from "./build.mjs";
import { stamp } from "./fresh.mjs";
import { canOpenWindows, electronBinary, findBrowser, installBrowser } from "./machine.mjs";
import { succeeds } from "./run.mjs";

const sources = ["app", "renderer", "test", "scripts", "bin"];

const checks = {
  types: ["tsc", ["-p", "."]],
  lint: ["oxlint", sources],
  format: ["prettier", ["--check", "--log-level", "warn", "."]],
  floors: ["depcruise", ["--config", ".dependency-cruiser.mjs", "--output-type", "err", "app", "renderer", "test"]],
  "dead code": ["knip", []],
};

/** Builds everything anew. */
export async function building() {
  const result = { name: "build", passed: 0, failed: 0, skipped: 0, note: "" };
  try {
    await buildApp();
    stamp("app");
    await buildRenderer();
    stamp("renderer");
    return { ...result, passed: 1 };
  } catch (thrown) {
    return { ...result, failed: 1, note: thrown.message };
  }
}

/** Types, lint, format, floors and cycles, dead code. */
export async function staticChecks() {
  const failed = [];
  for (const [name, [tool, args]] of Object.entries(checks)) {
    const content = await succeeds(tool, args, { quiet: true });
    process.stderr.write(`check: ${name} ${content ? "in order" : "NOT in order"}\n`);
    if (!content) failed.push(name);
  }
  return {
    name: "checks",
    passed: Object.keys(checks).length - failed.length,
    failed: failed.length,
    skipped: 0,
    note: failed.length ? `not in order: ${failed.join(", ")}` : "",
  };
}

/** @param {readonly string[]} only parts of file names; every file where left out */
export function unitTests(only = []) {
  return withReport("unit tests", async (file) => {
    const content = await succeeds("vitest", ["run", ...only, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
    const report = JSON.parse(readFileSync(file, "utf8"));
    // A suite that could not be loaded has no tests to count; it is one failure.
    const unloaded = report.testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0).length;
    const failed = report.numFailedTests + unloaded;
    return {
      passed: report.numPassedTests,
      failed: content ? failed : Math.max(failed, 1),
      skipped: report.numPendingTests + report.numTodoTests,
    };
  });
}

/** The window in a real browser. */
export async function browserTests() {
  const browser = findBrowser() ?? installBrowser();
  if (!browser) {
    return notRun(
      "browser tests",
      "no Chromium-family browser was found: install Chromium, Chrome, Edge or Brave, or set CHROMIUM to its path",
    );
  }
  process.stderr.write(`browser tests: ${browser}\n`);
  return playwright("browser tests", "browser");
}

/** The same pages in Electron. */
export async function electronTests() {
  const binary = electronBinary();
  if (!binary)
    return notRun("Electron tests", "the Electron binary is not there: run `npx install-electron` where its download can be reached");
  if (!canOpenWindows()) return notRun("Electron tests", "there is no display: run under a desktop or `xvfb-run -a npm test`");
  return playwright("Electron tests", "electron");
}

function playwright(name, project) {
  return withReport(name, async (file) => {
    const content = await succeeds("playwright", ["test", `--project=${project}`, "--reporter=list,json"], {
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    });
    const { stats, errors } = JSON.parse(readFileSync(file, "utf8"));
    const failed = stats.unexpected + errors.length;
    return { passed: stats.expected + stats.flaky, failed: content ? failed : Math.max(failed, 1), skipped: stats.skipped };
  });
}

/** Hands a suite a file for its report; a suite that leaves none has failed. */
async function withReport(name, run) {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-report-"));
  try {
    return { name, note: "", ...(await run(join(folder, "report.json"))) };
  } catch (thrown) {
    return { name, passed: 0, failed: 1, skipped: 0, note: `ended without a report: ${thrown.message}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notRun(name, why) {
  return { name, passed: 0, failed: 0, skipped: 1, note: `not run: ${why}` };
}
