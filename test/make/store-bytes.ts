import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** SHA-256 of every file under a study's volumes, by path, but for the labels, which the later steps add and date. */
export function storeBytes(study: string): Readonly<Record<string, string>> {
  const root = join(study, "volumes");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hashes = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [relative(root, path), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  const volumes = hashes.filter(([path]) => !path.includes(`.zarr${sep}labels${sep}`));
  return Object.fromEntries(volumes.sort(([a], [b]) => (a < b ? -1 : 1)));
}
