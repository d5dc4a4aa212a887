import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { Failure } from "#contract/failure";

const block = 64 * 1024;
const blocks = 16;

/**
 * Identity of a recording: SHA-256 over its size and sixteen blocks spread from its first byte to its last.
 * A terabyte is told from its neighbour in milliseconds; moving or renaming the file changes nothing.
 *
 * @throws Failure "not-found" | "unreadable"
 */
export async function recordingHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) await hashFolder(path, hash);
    else await hashFile(path, facts.size, hash);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined) throw thrown;
    if (code === "ENOENT")
      throw new Failure("not-found", `There is no recording at ${path}; check the path, or say where it has been moved to.`, { path });
    throw new Failure("unreadable", `The recording ${path} cannot be read (${code}); check its permissions and the drive.`, {
      path,
      reason: code,
    });
  }
  return hash.digest("hex");
}

async function hashFile(path: string, size: number, hash: ReturnType<typeof createHash>): Promise<void> {
  hash.update(`file ${size}\n`);
  const buffer = Buffer.alloc(block);
  const file = await open(path, "r");
  try {
    const last = Math.max(0, size - block);
    const offsets =
      size <= block * blocks
        ? sequence(Math.ceil(size / block), block)
        : sequence(blocks, Math.floor(last / (blocks - 1))).fill(last, blocks - 1);
    for (const offset of offsets) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(block, size - offset), offset);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** A store of many files: every name and size, and the contents of its metadata. */
async function hashFolder(folder: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const { size } = await stat(file);
    hash.update(`${relative(folder, file).split("\\").join("/")} ${size}\n`);
    if (/(\.zattrs|\.zarray|zarr\.json)$/.test(file)) await hashFile(file, size, hash);
  }
}

function sequence(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => i * step);
}
