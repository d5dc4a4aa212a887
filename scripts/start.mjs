// `npm start`: opens the workstation. Electron where its program is there or soon fetched, else a browser's
// window over the loopback host, else (no display) the address to open. Ctrl-C ends everything.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ensureBuilt, root } from "./fresh.mjs";
import { canOpenWindows, electronBinary, findBrowser, isRoot } from "./machine.mjs";
import { programOf } from "./run.mjs";

const patience = 8000;
const children = new Set();

process.on("SIGINT", () => end(130));
process.on("SIGTERM", () => end(143));

await ensureBuilt(["app", "renderer"]);
const dataRoot = process.env.NEMATRACE_DATA ?? defaultDataRoot();
mkdirSync(dataRoot, { recursive: true });

const opened = canOpenWindows() && (await openElectron());
if (!opened) await openBrowserHost();

/** True once an Electron window was opened and closed again; false where Electron cannot run here. */
async function openElectron() {
  if (!electronBinary()) await fetchElectron();
  const binary = electronBinary();
  if (!binary) return false;
  const started = Date.now();
  const code = await ended(
    run(binary, [root, ...(isRoot() ? ["--no-sandbox"] : [])], { env: { ...process.env, NEMATRACE_DATA: dataRoot } }),
  );
  if (code === 0 || Date.now() - started > patience) return true;
  say("Electron does not start on this machine; using a browser instead.");
  return false;
}

/** A slow download goes on behind the window, so that the next start finds it finished. */
async function fetchElectron() {
  say("Fetching Electron…");
  const fetching = run(process.execPath, [programOf("install-electron")], { stdio: "ignore" });
  const code = await Promise.race([ended(fetching), pause(patience, null, { ref: false })]);
  if (code === null) say("Electron is still on its way; this time a browser shows the window.");
  else if (code !== 0) say("Electron cannot be fetched here; a browser shows the window.");
}

async function openBrowserHost() {
  const host = run(process.execPath, [join(root, "dist/cli.mjs"), "serve", "--data-root", dataRoot, "--port", process.env.PORT ?? "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await addressOf(host);
  await beginSample(url);
  const browser = canOpenWindows() ? findBrowser() : null;
  if (browser) {
    say(`NemaTrace runs at ${url}; close its window or press Ctrl-C to end.`);
    const flags = [
      `--app=${url}`,
      `--user-data-dir=${profileFor(browser)}`,
      "--no-first-run",
      "--no-default-browser-check",
      "--window-size=1440,900",
    ];
    const window = run(browser, isRoot() ? [...flags, "--no-sandbox", "--test-type"] : flags, { stdio: "ignore" });
    if ((await ended(window)) === 0) return end(0);
    say("The browser could not open a window.");
  }
  say(`Open this address in Chrome, Chromium, Edge or Brave (Ctrl-C ends):\n  ${url}`);
  const code = await ended(host);
  end(code ?? 1);
}

/** The address that the host prints when it listens. */
function addressOf(host) {
  return new Promise((resolve) => {
    let said = "";
    host.stdout.on("data", (chunk) => {
      said += chunk;
      const url = /https?:\/\/\S+/.exec(said)?.[0];
      if (url && said.includes("\n")) resolve(url);
    });
    host.on("exit", (code) => end(code || 1));
  });
}

/** The sample recording is made behind the window, so that it is ready when it is wanted. */
async function beginSample(url) {
  const page = await fetch(url);
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  await fetch(new URL("/call/sample.make", url), { method: "POST", headers: { cookie, "content-type": "application/json" }, body: "{}" });
}

/** A profile of its own, so that the window is a program's and not a tab. Snaps may write only in their own folder. */
function profileFor(browser) {
  const snap = join(homedir(), "snap/chromium/common");
  if (process.platform === "linux" && existsSync(snap) && existsSync("/snap/bin/chromium") && /chromium/.test(browser))
    return join(snap, "nematrace");
  return join(dataRoot, ".nematrace", "window");
}

function defaultDataRoot() {
  const documents = join(homedir(), "Documents");
  return join(existsSync(documents) ? documents : homedir(), "NemaTrace");
}

function run(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: "inherit", ...options });
  children.add(child);
  child.on("exit", () => children.delete(child));
  return child;
}

/** Exit code of a child; 1 where it was ended by a signal or never began. */
function ended(child) {
  return new Promise((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1));
    child.on("error", () => resolve(1));
  });
}

function end(code) {
  for (const child of children) child.kill();
  process.exit(code);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
