import { writeFile } from "node:fs/promises";
import { type TraceMatrix, traceSignals, type TrackTable } from "#contract/table";
import { writeWhole } from "#io/table/write-sheet";

/** A variable of a .mat file: numbers [rows, columns] row-major, or a list of texts (a cell column), or one text. */
type Variable =
  | { readonly name: string; readonly rows: number; readonly columns: number; readonly data: ArrayLike<number> }
  | { readonly name: string; readonly cells: readonly string[] }
  | { readonly name: string; readonly text: string };

const miInt8 = 1;
const miUint16 = 4;
const miInt32 = 5;
const miUint32 = 6;
const miDouble = 9;
const miMatrix = 14;
const classCell = 1;
const classChar = 4;
const classDouble = 6;

/**
 * Writes positions and traces as a MATLAB file, level 5 (MATLAB 5 and later, Octave, scipy): `variables`, the names of all
 * others; `positions` with the
 * columns t, track, z, y, x, radius, confidence, source, intensity; `time` and a matrix [frame, neuron] a signal, whose columns
 * are the neurons `tracks` and `names`. A missing value is NaN.
 *
 * @throws Failure "read-only" | "disk-full" | "unreadable" with the path
 */
export async function writeMat(
  path: string,
  tracks: TrackTable,
  names: ReadonlyMap<number, string>,
  traces: TraceMatrix | null,
  times: Float64Array,
  methods: string,
): Promise<void> {
  const columns = ["t", "track", "z", "y", "x", "radius", "confidence", "source", "intensity"] as const;
  const rows = tracks.t.length;
  const positions = Float64Array.from({ length: rows * columns.length }, (_, i) => {
    const value = tracks[columns[i % columns.length]!][Math.floor(i / columns.length)]!;
    return columns[i % columns.length] === "track" && value < 0 ? Number.NaN : value;
  });
  const numbers = traces ? Array.from(traces.tracks) : [...new Set(tracks.track)].filter((track) => track >= 0).sort((a, b) => a - b);
  const variables: Variable[] = [
    { name: "position_columns", cells: columns },
    { name: "positions", rows, columns: columns.length, data: positions },
    { name: "tracks", rows: 1, columns: numbers.length, data: numbers },
    { name: "names", cells: numbers.map((track) => names.get(track) ?? "") },
    { name: "time", rows: times.length, columns: 1, data: times },
    { name: "methods", text: methods },
  ];
  for (const signal of traceSignals) {
    const values = traces?.signals[signal];
    if (!traces || !values) continue;
    const [height, width] = [traces.frames.length, numbers.length];
    const data = Float64Array.from({ length: height * width }, (_, i) => values[(i % width) * height + Math.floor(i / width)]!);
    variables.push({ name: signal, rows: height, columns: width, data });
  }
  if (traces) variables.push({ name: "frames", rows: traces.frames.length, columns: 1, data: traces.frames });
  // The list stands first, so that a file that was cut between two variables is known as such.
  const list: Variable = { name: "variables", cells: variables.map(({ name }) => name) };
  await writeWhole(path, (partial) => writeFile(partial, Buffer.concat([head(), ...[list, ...variables].map(variable)])));
}

function head(): Buffer {
  const bytes = Buffer.alloc(128, " ");
  bytes.write("MATLAB 5.0 MAT-file, written by NemaTrace", "latin1");
  bytes.fill(0, 116, 124);
  bytes.writeUInt16LE(0x0100, 124);
  bytes.write("IM", 126, "latin1");
  return bytes;
}

function variable(one: Variable): Buffer {
  if ("text" in one) return chars(one.name, one.text);
  if ("cells" in one) return matrix(classCell, one.name, [one.cells.length, 1], ...one.cells.map((text) => chars("", text)));
  // MATLAB orders a matrix column by column.
  const { rows, columns, data } = one;
  const turned = Float64Array.from({ length: rows * columns }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return matrix(classDouble, one.name, [rows, columns], element(miDouble, Buffer.from(turned.buffer)));
}

function chars(name: string, text: string): Buffer {
  return matrix(classChar, name, [text.length === 0 ? 0 : 1, text.length], element(miUint16, Buffer.from(text, "utf16le")));
}

function matrix(kind: number, name: string, size: readonly [number, number], ...data: readonly Buffer[]): Buffer {
  const flags = Buffer.alloc(8);
  flags.writeUInt32LE(kind, 0);
  const dimensions = Buffer.alloc(8);
  dimensions.writeInt32LE(size[0], 0);
  dimensions.writeInt32LE(size[1], 4);
  return element(
    miMatrix,
    Buffer.concat([element(miUint32, flags), element(miInt32, dimensions), element(miInt8, Buffer.from(name, "latin1")), ...data]),
  );
}

/** A tag of type and length, and the data filled up to eight bytes. */
function element(type: number, data: Buffer): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}
