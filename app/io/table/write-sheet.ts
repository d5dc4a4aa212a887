import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { Failure } from "#contract/failure";
import { field } from "#io/table/csv";

/**
 * Writes a CSV file, row by row, beside its place, and puts it there when it is whole.
 *
 * @param rows cells of each row, already text; quoted where needed here
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeSheet(path: string, columns: readonly string[], rows: Iterable<readonly string[]>): Promise<void> {
  await writeText(path, lines(columns, rows));
}

/** Writes text in pieces beside its place, and puts it there when it is whole. */
export async function writeText(path: string, pieces: Iterable<string>): Promise<void> {
  await writeWhole(path, async (partial) => {
    const stream = createWriteStream(partial);
    const done = finished(stream);
    done.catch(() => {});
    let text = "";
    for (const piece of pieces) {
      text += piece;
      if (text.length < 1 << 18) continue;
      if (!stream.write(text)) await Promise.race([once(stream, "drain"), done]);
      text = "";
    }
    stream.end(text);
    await done;
  });
}

/**
 * Lets `work` write a file beside its place, and puts it there when it is whole.
 *
 * @param work writes the file at the path it is given
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeWhole(path: string, work: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await work(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw writeFailure(error, path);
  }
}

function* lines(columns: readonly string[], rows: Iterable<readonly string[]>): Generator<string> {
  yield `${columns.map(field).join(",")}\n`;
  for (const row of rows) yield `${row.map(field).join(",")}\n`;
}

function writeFailure(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (["EACCES", "EPERM", "EROFS"].includes(code))
    return new Failure("read-only", `${path} cannot be written: the folder is read-only. Choose another place.`, { path });
  if (code === "ENOSPC") return new Failure("disk-full", `${path} cannot be written: the disk is full.`, { path });
  if (["ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "EBUSY"].includes(code))
    return new Failure("unreadable", `${path} cannot be written (${code}); check the path.`, { path });
  return error;
}
