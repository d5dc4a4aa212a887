import { readFile, realpath, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { isWithin } from "#services/places";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
};

export interface StaticFile {
  readonly type: string;
  readonly data: Buffer;
  /** Files with a content hash in their name never change. */
  readonly immutable: boolean;
}

/** A file of the window's folder; null for anything that is not one, or lies outside it. */
export async function staticFile(folder: string, pathname: string): Promise<StaticFile | null> {
  try {
    const name = decodeURIComponent(pathname);
    if (name.includes("\0") || name.includes("\\")) return null;
    const path = resolve(join(folder, name === "/" ? "index.html" : name));
    const real = await realpath(path);
    const type = types[extname(real).toLowerCase()];
    if (type === undefined || !isWithin(await realpath(folder), real) || !(await stat(real)).isFile()) return null;
    return { type, data: await readFile(real), immutable: name.startsWith("/assets/") };
  } catch {
    return null;
  }
}
