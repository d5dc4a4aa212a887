import type { Hdf5File } from "#io/recording/hdf5/library";

/** What the attributes of a plain HDF5 array say about its axes. */
export interface AxisNotes {
  /** Letters of all dimensions, slowest first; null where nothing is said. */
  readonly axes: string | null;
  /** µm along [z, y, x]. */
  readonly size: readonly number[] | null;
}

/** Reads ilastik's `axistags`, the dimension labels of HDF5's dimension scales, and `element_size_um`. */
export function axisNotes(file: Hdf5File, dataset: string): AxisNotes {
  const size = file.attribute(dataset, "element_size_um");
  return {
    axes:
      fromTags(file.attribute(dataset, "axistags")) ??
      fromLabels(file.attribute(dataset, "DIMENSION_LABELS")) ??
      fromText(file.attribute(dataset, "axes")),
    size:
      Array.isArray(size) && size.length === 3 && size.every((length) => typeof length === "number" && length > 0)
        ? (size as number[])
        : null,
  };
}

function fromTags(tags: unknown): string | null {
  if (typeof tags !== "string") return null;
  try {
    const { axes } = JSON.parse(tags) as { axes?: readonly { key?: unknown }[] };
    return lettersOf((axes ?? []).map(({ key }) => String(key)));
  } catch {
    return null;
  }
}

function fromLabels(labels: unknown): string | null {
  return Array.isArray(labels) ? lettersOf(labels.map(String)) : null;
}

function fromText(text: unknown): string | null {
  return typeof text === "string" ? lettersOf([...text.replaceAll(/[\s,]/g, "")]) : null;
}

const words: Readonly<Record<string, string>> = {
  time: "t",
  frame: "t",
  frames: "t",
  channel: "c",
  channels: "c",
  depth: "z",
  height: "y",
  width: "x",
};

function lettersOf(labels: readonly string[]): string | null {
  const letters = labels.map((label) => words[label.toLowerCase()] ?? label.toLowerCase()).join("");
  return letters.length === labels.length && /^[tczyx]+$/.test(letters) && /y/.test(letters) && /x/.test(letters) ? letters : null;
}
