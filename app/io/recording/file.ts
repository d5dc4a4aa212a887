import { constants, readSync } from "node:fs";
import { type FileHandle, access, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#contract/failure";

/** An open file that is read at positions. Every read is checked against the file's size first. */
export interface RandomFile {
  readonly path: string;
  readonly size: number;
  /** Fills `into` from `offset`. */
  read(into: Uint8Array, offset: number): Promise<void>;
  /** A view of `length` bytes at `offset`, valid until the next call; for the many small reads of a directory walk. */
  view(offset: number, length: number): DataView;
  close(): Promise<void>;
}

/**
 * Opens a file for reading at positions.
 *
 * @throws Failure "not-found" | "unreadable" | "empty" | "wrong-axes"
 */
export async function openFile(path: string): Promise<RandomFile> {
  const size = await sizeOf(path);
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (thrown) {
    throw accessFailure(path, thrown);
  }
  return new OpenFile(path, size, handle);
}

/** Any trouble in reaching a file as a Failure. */
export function accessFailure(path: string, thrown: unknown): Failure {
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new Failure("not-found", `There is no file ${path}; check the path.`, { path });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new Failure("unreadable", `${path} may not be read by this user; change its permissions or copy it to a place of your own.`, {
      path,
      system: code,
    });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new Failure("unreadable", `${path} could not be read (${reason}); check the drive and try again.`, { path, system: code });
}

/** A Zarr store by its metadata, or by the ending of its name. */
export async function isZarr(path: string): Promise<boolean> {
  const marks = [".zattrs", ".zgroup", ".zarray", "zarr.json"].map((name) =>
    stat(join(path, name)).then(
      () => true,
      () => false,
    ),
  );
  return /\.zarr$/i.test(path) || (await Promise.all(marks)).includes(true);
}

async function sizeOf(path: string): Promise<number> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) {
      throw new Failure("unreadable", `${path} is not a regular file; give the recording's file.`, { path });
    }
    await access(path, constants.R_OK);
    if (facts.size === 0) throw new Failure("empty", `${path} is empty (0 bytes); copy or export it again.`, { path, bytes: 0 });
    return facts.size;
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : accessFailure(path, thrown);
  }
}

const windowBytes = 4096;

class OpenFile implements RandomFile {
  #window = new Uint8Array(windowBytes);
  #start = 0;
  #filled = 0;

  constructor(
    readonly path: string,
    readonly size: number,
    readonly handle: FileHandle,
  ) {}

  async read(into: Uint8Array, offset: number): Promise<void> {
    this.#within(offset, into.byteLength);
    let done = 0;
    while (done < into.byteLength) {
      const { bytesRead } = await this.handle.read(into, done, into.byteLength - done, offset + done).catch((thrown: unknown) => {
        throw accessFailure(this.path, thrown);
      });
      if (bytesRead === 0) throw this.#cut(offset, into.byteLength);
      done += bytesRead;
    }
  }

  view(offset: number, length: number): DataView {
    this.#within(offset, length);
    if (offset < this.#start || offset + length > this.#start + this.#filled) this.#fill(offset, length);
    return new DataView(this.#window.buffer, offset - this.#start, length);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  #fill(offset: number, length: number): void {
    if (length > this.#window.byteLength) this.#window = new Uint8Array(length);
    const wanted = Math.min(this.#window.byteLength, this.size - offset);
    let done = 0;
    try {
      while (done < wanted) {
        const count = readSync(this.handle.fd, this.#window, done, wanted - done, offset + done);
        if (count === 0) break;
        done += count;
      }
    } catch (thrown) {
      throw accessFailure(this.path, thrown);
    }
    this.#start = offset;
    this.#filled = done;
    if (done < length) throw this.#cut(offset, length);
  }

  #within(offset: number, length: number): void {
    if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || offset + length > this.size) throw this.#cut(offset, length);
  }

  #cut(offset: number, length: number): Failure {
    return new Failure(
      "truncated",
      `${this.path} ends before the data it points to (byte ${offset + length} of ${this.size}); copy it again from the microscope.`,
      {
        path: this.path,
        offset,
        length,
        bytes: this.size,
      },
    );
  }
}
