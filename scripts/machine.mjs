// What this machine has: a display, a browser, an Electron binary.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "./fresh.mjs";

const onPath = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
  "brave-browser",
  "vivaldi",
];

const macApplications = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "Brave Browser.app/Contents/MacOS/Brave Browser",
];

const windowsPrograms = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
];

/** Path of a Chromium-family browser: the one that CHROMIUM names, else the first found; null where there is none. */
export function findBrowser() {
  if (process.env.CHROMIUM) return canRun(process.env.CHROMIUM) ? process.env.CHROMIUM : null;
  return candidates().find(canRun) ?? null;
}

function candidates() {
  if (process.platform === "darwin") {
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) => macApplications.map((name) => join(folder, name)));
  }
  if (process.platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => process.env[name]).filter(Boolean);
    return folders.flatMap((folder) => windowsPrograms.map((name) => join(folder, name)));
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  return onPath.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian's Chromium where we may (root, on Debian or its kin); null where that cannot be done. */
export function installBrowser() {
  if (process.platform !== "linux" || !isRoot() || !existsSync("/etc/debian_version")) return null;
  process.stderr.write("No browser found; installing Debian's chromium with apt-get.\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const { status } = spawnSync("apt-get", ["-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) return null;
  }
  return findBrowser();
}

/** Path of Electron's program, where it has been downloaded. */
export function electronBinary() {
  const folder = join(root, "node_modules/electron");
  if (!existsSync(join(folder, "path.txt"))) return null;
  const path = join(folder, "dist", readFileSync(join(folder, "path.txt"), "utf8"));
  return existsSync(path) ? path : null;
}

export function canOpenWindows() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Chromium and Electron refuse their sandbox to root on Linux. */
export function isRoot() {
  return process.getuid?.() === 0;
}
