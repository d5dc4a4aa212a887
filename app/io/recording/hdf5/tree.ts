import { type PixelType, type RecordingDataset, pixelTypes } from "#contract/recording";
import { Failure } from "#contract/failure";
import type { Hdf5File, Stored } from "#io/recording/hdf5/library";

/** A dataset with what is needed to choose and read it. */
export interface Leaf extends RecordingDataset {
  readonly stored: Stored;
}

const mostObjects = 20_000;
const deepest = 24;

/** Pixel types by the codes of Python's struct module. */
const types: Readonly<Record<string, PixelType>> = {
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  f: "float32",
  d: "float64",
};

/** Type of a dataset's pixels; null for text, compounds, 64-bit whole numbers and others that are no grey levels. */
export function pixelTypeOf(stored: Stored): PixelType | null {
  const type = types[stored.type.replace(/^[<>|=]/, "")];
  return type !== undefined && pixelTypes.includes(type) ? type : null;
}

/**
 * Every dataset of a file in the order of its tree. Links out of the file are not followed.
 *
 * @throws Failure "out-of-range" where the tree has more objects than a recording ever has
 */
export function datasetsOf(file: Hdf5File): Leaf[] {
  const leaves: Leaf[] = [];
  let visited = 0;
  const visit = (group: string, depth: number): void => {
    for (const name of file.names(group)) {
      if (++visited > mostObjects)
        throw new Failure("out-of-range", `${file.path} holds more than ${mostObjects} objects; name the array to read with --dataset.`, {
          path: file.path,
        });
      const path = group === "/" ? `/${name}` : `${group}/${name}`;
      const kind = file.kind(path);
      if (kind === "group" && depth < deepest && name !== "#refs#") visit(path, depth + 1);
      if (kind === "dataset") leaves.push(leafOf(file, path));
    }
  };
  visit("/", 0);
  return leaves;
}

/** One dataset of a file. */
export function leafOf(file: Hdf5File, path: string): Leaf {
  const stored = file.stored(path);
  const long = stored.shape.filter((length) => length >= smallestSide).length;
  const type = pixelTypeOf(stored);
  const unit = file.attribute(path, "units") ?? file.attribute(path, "unit");
  return {
    path,
    shape: [...stored.shape],
    dtype: type ?? stored.type,
    unit: typeof unit === "string" && unit !== "" ? unit : null,
    image: type !== null && stored.shape.length >= 2 && stored.shape.length <= 6 && long >= 2,
    stored,
  };
}

/** Pixels that a picture has along its shorter side at least. */
const smallestSide = 8;

/**
 * The dataset that can only be meant: the one movie of a file, or its one picture. Where there are several, the
 * largest is looked at until someone says which.
 */
export function onlyImage(leaves: readonly Leaf[]): { readonly leaf: Leaf; readonly known: boolean } | null {
  const images = leaves.filter(({ image }) => image);
  const movies = images.filter(({ shape }) => shape.filter((length) => length > 1).length > 2);
  const chosen = movies.length > 0 ? movies : images;
  const size = (leaf: Leaf) => leaf.shape.reduce((product, length) => product * length, 1);
  const [first, ...others] = [...chosen].sort((a, b) => size(b) - size(a));
  return first ? { leaf: first, known: others.length === 0 } : null;
}
