// Builds what is out of date, and only that: a stamp beside each part keeps the hash of its sources.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const shared = ["package.json", "package-lock.json", "scripts/build.mjs", "app"];
const sources = { app: shared, renderer: [...shared, "renderer", "vite.config.ts"] };

/** @param {("app" | "renderer")[]} parts */
export async function ensureBuilt(parts) {
  if (parts.every((part) => stampOf(part) === hashOf(part))) return;
  const release = await lock();
  try {
    for (const part of parts) {
      const hash = hashOf(part);
      if (stampOf(part) === hash) continue;
      const { buildApp, buildRenderer } = await import("./build.mjs");
      await (part === "app" ? buildApp() : buildRenderer());
      writeFileSync(stampFile(part), hash);
    }
  } finally {
    release();
  }
}

/** Notes that a part was built from the sources as they stand. */
export function stamp(part) {
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stampFile(part), hashOf(part));
}

const stampFile = (part) => join(root, "dist", `.${part}.sha256`);

function stampOf(part) {
  return existsSync(stampFile(part)) ? readFileSync(stampFile(part), "utf8") : null;
}

function hashOf(part) {
  const hash = createHash("sha256");
  for (const file of sources[part].flatMap((name) => filesUnder(join(root, name)))) {
    hash.update(file).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (!facts) return [];
  if (!facts.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Two commands started at once build one after the other; a lock left by a killed process is taken over. */
async function lock() {
  const file = join(root, "dist", ".building");
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (thrown) {
      if (thrown.code !== "EEXIST") throw thrown;
    }
    if (!isAlive(Number(readIfThere(file)))) rmSync(file, { force: true });
    else await pause(100);
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function isAlive(pid) {
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown.code === "EPERM";
  }
}
