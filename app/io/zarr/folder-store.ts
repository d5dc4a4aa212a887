import { open, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What zarrita asks of a store: whole files, and parts of them where chunks lie together in shards. */
export interface FolderStore {
  get(key: string): Promise<Uint8Array | undefined>;
  getRange(key: string, range: Range): Promise<Uint8Array | undefined>;
}

type Range = { readonly offset: number; readonly length: number } | { readonly suffixLength: number };

/**
 * The files of a Zarr folder by their keys; one that is not there is "not written".
 *
 * @param array   path of the array inside the folder, whose shards may have their index at the start
 * @param failure what is thrown where a file cannot be read
 * @param check   looks at a key before its file is read, and at its bytes after
 */
export async function folderStore(
  path: string,
  array: string,
  failure: (file: string, thrown: unknown) => unknown,
  check: { readonly key: (key: string) => void; readonly bytes: (key: string, bytes: Uint8Array) => void } = nothing,
): Promise<FolderStore> {
  const indexFirst = await indexAtStart(join(path, array, "zarr.json"));
  const reading = async <T>(key: string, read: (file: string) => Promise<T>): Promise<T | undefined> => {
    check.key(key);
    const file = join(path, key);
    try {
      return await read(file);
    } catch (thrown) {
      if (thrown instanceof Error && "code" in thrown && isAbsence(thrown.code)) return undefined;
      throw thrown instanceof RangeError ? thrown : failure(file, thrown);
    }
  };
  return {
    async get(key) {
      const bytes = await reading(key, async (file) => new Uint8Array(await readFile(file)));
      if (bytes !== undefined) check.bytes(key, bytes);
      return bytes;
    },
    async getRange(key, range) {
      const bytes = await reading(key, (file) => partOf(file, range, indexFirst));
      if (bytes !== undefined && "offset" in range) check.bytes(key, bytes);
      return bytes;
    },
  };
}

const nothing = { key: () => undefined, bytes: () => undefined };

/** zarrita asks for the last bytes of a shard alone, which hold its index unless the array says that the first do. */
async function partOf(file: string, range: Range, indexFirst: boolean): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = "offset" in range ? range.length : range.suffixLength;
    const from = "offset" in range ? range.offset : indexFirst ? 0 : size - length;
    if (!(length >= 0 && from >= 0 && from + length <= size))
      throw new RangeError(`a shard of ${size} bytes names bytes ${from} to ${from + length}`);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(bytes, done, length - done, from + done);
      if (bytesRead === 0) throw new RangeError(`a shard ends at byte ${from + done}`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

async function indexAtStart(metadata: string): Promise<boolean> {
  try {
    const { codecs } = JSON.parse(await readFile(metadata, "utf8")) as {
      codecs?: readonly { configuration?: { index_location?: unknown } }[];
    };
    return codecs?.some(({ configuration }) => configuration?.index_location === "start") ?? false;
  } catch {
    // What cannot be read is told by whoever opens the array.
    return false;
  }
}

function isAbsence(code: unknown): boolean {
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
