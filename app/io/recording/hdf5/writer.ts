import type * as Hdf5 from "h5wasm/node";
import { type Library, library } from "#io/recording/hdf5/library";
import { writeWhole } from "#io/table/write-sheet";

/** Values of a dataset or attribute: text, numbers, columns of a compound, or a reference to another object. */
export type Written =
  | string
  | number
  | readonly string[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | ReadonlyMap<string, Float32Array | Uint32Array>
  | Hdf5.Reference;

export type Attributes = Readonly<Record<string, Written>>;

interface DatasetShape {
  /** Left out for a scalar or a list. */
  readonly shape?: readonly number[];
  /** Code of the type as Python's struct module writes it; left out where the values say it. */
  readonly dtype?: string;
}

/** Values of more bytes than this are packed by gzip, in chunks of about a megabyte. */
const packedFrom = 65536;
const chunkBytes = 1 << 20;

/** An HDF5 file being written, object by object. Paths are absolute; parents come before children. */
export class Hdf5Writer {
  constructor(
    private readonly h5: Library,
    private readonly file: InstanceType<Library["File"]>,
  ) {}

  group(at: string, attributes: Attributes = {}): void {
    const [parent, name] = this.#parts(at);
    parent.create_group(name);
    this.describe(at, attributes);
  }

  dataset(at: string, data: Written, attributes: Attributes = {}, { shape, dtype }: DatasetShape = {}): void {
    const [parent, name] = this.#parts(at);
    const chunks =
      ArrayBuffer.isView(data) && data.byteLength > packedFrom ? chunksOf(shape ?? [data.length], data.BYTES_PER_ELEMENT) : null;
    // Empty lists say nothing about their type, and scalars have no shape.
    const type = dtype ?? (Array.isArray(data) && data.length === 0 ? "S" : undefined);
    parent.create_dataset({
      name,
      data: (typeof data === "number" ? Float64Array.of(data) : data) as Hdf5.GuessableDataTypes,
      ...(shape ? { shape: [...shape] } : typeof data === "number" ? { shape: [] } : {}),
      ...(type === undefined ? {} : { dtype: type as Hdf5.Dtype }),
      ...(chunks ? { chunks, compression: 4 } : {}),
    });
    this.describe(at, attributes);
  }

  /** Gives an object its attributes. Numbers are float64; a typed array of one value is a scalar of its type. */
  describe(at: string, attributes: Attributes): void {
    const owner = at === "/" ? this.file : this.#found(at);
    for (const [name, value] of Object.entries(attributes)) {
      const scalar = typeof value === "number" || (ArrayBuffer.isView(value) && value.length === 1);
      const data = (typeof value === "number" ? Float64Array.of(value) : value) as Hdf5.GuessableDataTypes;
      owner.create_attribute(name, data, scalar ? [] : null);
    }
  }

  /** A soft link at `at` to what lies at `target`. */
  link(target: string, at: string): void {
    const [parent, name] = this.#parts(at);
    parent.create_soft_link(target, name);
  }

  reference(to: string): Hdf5.Reference {
    return this.#found(to).create_reference();
  }

  #parts(at: string): [Hdf5.Group, string] {
    const cut = at.lastIndexOf("/");
    // Parents are groups of this writer's own making.
    return [(cut === 0 ? this.file : this.#found(at.slice(0, cut))) as Hdf5.Group, at.slice(cut + 1)];
  }

  #found(at: string): Hdf5.Group | Hdf5.Dataset {
    const found = this.file.get(at);
    if (found instanceof this.h5.Group || found instanceof this.h5.Dataset) return found;
    throw new Error(`there is no ${at} in the file yet`);
  }
}

/**
 * Writes an HDF5 file beside its place, and puts it there when it is whole.
 *
 * @param fill writes what the file holds
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeHdf5(path: string, fill: (writer: Hdf5Writer) => void): Promise<void> {
  const h5 = await library();
  await writeWhole(path, async (partial) => {
    const file = new h5.File(partial, "w");
    try {
      fill(new Hdf5Writer(h5, file));
      file.flush();
    } finally {
      file.close();
    }
  });
}

/** Chunks of whole rows of the first axis. */
function chunksOf(shape: readonly number[], bytes: number): number[] {
  const row = shape.slice(1).reduce((product, size) => product * size, bytes);
  return [
    Math.max(1, Math.min(shape[0] ?? 1, Math.floor(chunkBytes / Math.max(1, row)))),
    ...shape.slice(1).map((size) => Math.max(1, size)),
  ];
}
