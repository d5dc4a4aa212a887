import type * as Hdf5 from "h5wasm/node";
import { Failure } from "#contract/failure";
import { accessFailure } from "#io/recording/file";
import { checkHeaps } from "#io/recording/hdf5/heaps";

/** A value that an attribute or small dataset holds, numbers as float64. */
export type Said = string | number | readonly number[] | readonly string[] | null;

/** An object in the tree of an HDF5 file. */
export type Kind = "group" | "dataset" | "other";

/** How the values of a dataset are stored. */
export interface Stored {
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  /** Code of the type as Python's struct module writes it: "<H", "<f", … */
  readonly type: string;
  readonly bytes: number;
  readonly filters: readonly { readonly id: number; readonly name: string }[];
  readonly virtual: boolean;
}

export type Library = typeof Hdf5;
let loaded: Promise<Library> | null = null;

let count = 0;

/**
 * The HDF5 library (WebAssembly), loaded once, and anew after it broke down, which leaves its memory in disorder. What it
 * would print about damaged files is told by Failures instead.
 */
export async function library(): Promise<Library> {
  loaded ??= load(count++);
  return loaded;
}

type Write = (stream: { readonly fd: number }, bytes: Uint8Array, offset: number, length: number, position?: number) => number;

async function load(nth: number): Promise<Library> {
  // The query makes it another module with a memory of its own.
  const address = nth === 0 ? "h5wasm/node" : `${import.meta.resolve("h5wasm/node")}?${nth}`;
  const h5 = (nth === 0 ? await import("h5wasm/node") : await import(address)) as Library;
  const { FS } = await h5.ready;
  // The library's types leave out how it writes; 2 is where programs print their troubles.
  const files = FS as unknown as { write: Write };
  const write = files.write;
  files.write = (stream, bytes, offset, length, position) => (stream.fd === 2 ? length : write(stream, bytes, offset, length, position));
  return h5;
}

const mostBuffer = 1024 ** 3;

/** An open HDF5 file. All reading is synchronous inside the library. */
export class Hdf5File {
  #buffer = 0;
  #bufferBytes = 0;

  private constructor(
    readonly path: string,
    readonly h5: Library,
    readonly root: InstanceType<Library["File"]>,
  ) {}

  /** @throws Failure "damaged" where the library cannot make sense of the file */
  static async open(path: string): Promise<Hdf5File> {
    await checkHeaps(path);
    const h5 = await library();
    const root = guarded(path, () => {
      const opened = new h5.File(path, "r");
      if (opened.file_id <= 0n) throw damaged(path, "its HDF5 structure cannot be read");
      return opened;
    });
    return new Hdf5File(path, h5, root);
  }

  /** Names of what lies in a group. */
  names(group: string): readonly string[] {
    return guarded(this.path, () => (this.root.get(group) as Hdf5.Group | null)?.keys() ?? []);
  }

  kind(at: string): Kind {
    const { H5G_GROUP, H5G_DATASET } = this.h5.Module;
    const type = guarded(this.path, () => this.root.get_type(at));
    return type === H5G_GROUP ? "group" : type === H5G_DATASET ? "dataset" : "other";
  }

  stored(dataset: string): Stored {
    return guarded(this.path, () => {
      const found = this.root.get(dataset) as Hdf5.Dataset;
      const { shape, chunks, size, virtual_sources } = found.metadata;
      return {
        shape: shape ?? [],
        chunks,
        type: typeof found.dtype === "string" ? found.dtype : "compound",
        bytes: size,
        filters: found.filters,
        virtual: virtual_sources !== undefined,
      };
    });
  }

  /** An attribute of a group or dataset; null where it has none of that name or holds something else than numbers or text. */
  attribute(of: string, name: string): Said {
    return guarded(this.path, () => {
      const owner = this.root.get(of) as Hdf5.Group | Hdf5.Dataset | null;
      if (!owner || !("attrs" in owner) || !this.h5.Module.get_attribute_names(this.root.file_id, of).includes(name)) return null;
      const attribute = owner.attrs[name];
      const length = (attribute?.shape ?? []).reduce((product, size) => product * size, 1);
      return length > 4096 ? null : plain(attribute?.value);
    });
  }

  /** The values of a dataset of at most `most` entries (scalars, time stamps); null where there is no such dataset. */
  values(dataset: string, most = 4096): Said {
    if (this.kind(dataset) !== "dataset") return null;
    const { shape, filters } = this.stored(dataset);
    if (shape.reduce((product, size) => product * size, 1) > most) return null;
    checkFilters(this.path, dataset, filters);
    return guarded(this.path, () => plain((this.root.get(dataset) as Hdf5.Dataset).value));
  }

  /**
   * Reads a block of a dataset, little-endian.
   *
   * @returns a view of the library's memory, valid until the next read
   * @throws Failure "damaged" where the data cannot be unpacked, "out-of-range" where the block is larger than memory
   */
  block(dataset: string, offset: readonly number[], count: readonly number[], bytes: number): Uint8Array {
    if (bytes > mostBuffer)
      throw new Failure("out-of-range", `${this.path}: a frame of ${dataset} takes ${bytes} bytes at once, more than can be read.`, {
        path: this.path,
        dataset,
        bytes,
      });
    const { Module } = this.h5;
    return guarded(this.path, () => {
      if (bytes > this.#bufferBytes) {
        if (this.#buffer) Module._free(this.#buffer);
        this.#bufferBytes = 0;
        this.#buffer = Module._malloc(bytes);
        if (this.#buffer === 0) throw new Error(`no memory for ${bytes} bytes`);
        this.#bufferBytes = bytes;
      }
      const strides = offset.map(() => 1n);
      const status = Module.get_dataset_data(
        this.root.file_id,
        dataset,
        count.map(BigInt),
        offset.map(BigInt),
        strides,
        BigInt(this.#buffer),
      );
      if (status < 0) throw damaged(this.path, `${dataset} cannot be unpacked at ${offset.join(", ")}`);
      return Module.HEAPU8.subarray(this.#buffer, this.#buffer + bytes);
    });
  }

  close(): void {
    guarded(this.path, () => {
      if (this.#buffer) this.h5.Module._free(this.#buffer);
      this.#buffer = 0;
      this.#bufferBytes = 0;
      this.root.close();
    });
  }
}

/** Filters that the library holds: deflate, shuffle, fletcher32, nbit, scale-offset. */
const knownFilters = new Set([1, 2, 3, 5, 6]);

/**
 * The library gives garbage for filters that it lacks, so they are refused first.
 *
 * @throws Failure "unsupported"
 */
export function checkFilters(path: string, dataset: string, filters: Stored["filters"]): void {
  const unknown = filters.find(({ id }) => !knownFilters.has(id));
  if (!unknown) return;
  throw new Failure(
    "unsupported",
    `${path} packs ${dataset} with the HDF5 filter ${unknown.id}${unknown.name ? ` (${unknown.name})` : ""}, which is not read: repack it with gzip (h5repack -f GZIP=4 in.h5 out.h5).`,
    { path, dataset, filter: unknown.id },
  );
}

function plain(value: unknown): Said {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) {
    const flat: unknown[] = value.flat(Infinity);
    if (flat.every((each) => typeof each === "string")) return flat as string[];
    if (flat.every((each) => typeof each === "number")) return flat as number[];
  }
  return null;
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    if (thrown instanceof WebAssembly.RuntimeError) loaded = null;
    if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string") throw accessFailure(path, thrown);
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw damaged(path, reason.split("\n")[0] ?? "");
  }
}

export function damaged(path: string, what: string): Failure {
  return new Failure("damaged", `${path} is damaged: ${what}; copy or export it again.`, { path });
}
