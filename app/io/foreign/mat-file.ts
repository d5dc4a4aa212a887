import { inflateSync } from "node:zlib";
import { Failure } from "#contract/failure";

/** A variable of a MATLAB file: numbers column by column, a text, or cells. Other classes are null. */
export type MatVariable =
  | { readonly rows: number; readonly columns: number; readonly data: Float64Array }
  | { readonly text: string }
  | { readonly cells: readonly (MatVariable | null)[] };

const miMatrix = 14;
const miCompressed = 15;
const classCell = 1;
const classChar = 4;
/** Classes of numbers: double, single, and the whole ones of 8 to 64 bits. */
const isNumeric = (kind: number): boolean => kind >= 6 && kind <= 15;
/** Unpacked, a variable may take this much. */
const mostBytes = 2 ** 31 - 1;

type Reader = (bytes: Buffer, at: number) => number;

/** How the numbers of a data element are stored, by its type. */
const numbers: Readonly<Record<number, { readonly bytes: number; readonly read: Reader }>> = {
  1: { bytes: 1, read: (bytes, at) => bytes.readInt8(at) },
  2: { bytes: 1, read: (bytes, at) => bytes.readUInt8(at) },
  3: { bytes: 2, read: (bytes, at) => bytes.readInt16LE(at) },
  4: { bytes: 2, read: (bytes, at) => bytes.readUInt16LE(at) },
  5: { bytes: 4, read: (bytes, at) => bytes.readInt32LE(at) },
  6: { bytes: 4, read: (bytes, at) => bytes.readUInt32LE(at) },
  7: { bytes: 4, read: (bytes, at) => bytes.readFloatLE(at) },
  9: { bytes: 8, read: (bytes, at) => bytes.readDoubleLE(at) },
  12: { bytes: 8, read: (bytes, at) => Number(bytes.readBigInt64LE(at)) },
  13: { bytes: 8, read: (bytes, at) => Number(bytes.readBigUInt64LE(at)) },
  16: { bytes: 1, read: (bytes, at) => bytes.readUInt8(at) },
  17: { bytes: 2, read: (bytes, at) => bytes.readUInt16LE(at) },
};

interface Element {
  readonly type: number;
  readonly data: Buffer;
}

/**
 * Reads the variables of a MATLAB file of level 5 (MATLAB 5 to 7, Octave, scipy), packed ones too.
 *
 * @throws Failure "unsupported" for a file of another byte order, "damaged" where it is cut or altered
 */
export function matVariables(bytes: Buffer, path: string): ReadonlyMap<string, MatVariable | null> {
  if (bytes.toString("latin1", 126, 128) !== "IM")
    throw new Failure("unsupported", `${path} is a MATLAB file of another byte order; save it again on this computer.`, { path });
  try {
    const found = new Map<string, MatVariable | null>();
    for (const { type, data } of elements(bytes.subarray(128))) {
      const [inner] = type === miCompressed ? elements(inflateSync(data, { maxOutputLength: mostBytes })) : [{ type, data }];
      if (inner?.type !== miMatrix) continue;
      const { name, value } = variable(inner.data);
      found.set(name, value);
    }
    return found;
  } catch (thrown) {
    throw new Failure("damaged", `${path} is damaged as a MATLAB file (${(thrown as Error).message}); save it again.`, {
      path,
      reason: (thrown as Error).message,
    });
  }
}

/** Data elements one after another, each filled up to eight bytes; a short one lies within its own tag. */
function* elements(bytes: Buffer): Generator<Element> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const first = bytes.readUInt32LE(at);
    const short = first >>> 16;
    if (short > 4) throw new Error(`a short element of ${short} bytes`);
    const type = short > 0 ? first & 0xffff : first;
    const size = short > 0 ? short : bytes.readUInt32LE(at + 4);
    const start = short > 0 ? at + 4 : at + 8;
    if (start + size > bytes.length) throw new Error(`it ends ${start + size - bytes.length} bytes early`);
    yield { type, data: bytes.subarray(start, start + size) };
    at = short > 0 ? at + 8 : start + (type === miCompressed ? size : Math.ceil(size / 8) * 8);
  }
}

function variable(bytes: Buffer): { readonly name: string; readonly value: MatVariable | null } {
  // A cell that holds nothing may have no body at all.
  if (bytes.length === 0) return { name: "", value: { rows: 0, columns: 0, data: new Float64Array(0) } };
  const [flags, sizes, named, ...body] = elements(bytes);
  if (!flags || !sizes || !named) throw new Error("a variable without its head");
  const kind = flags.data.readUInt8(0);
  const name = named.data.toString("latin1");
  const size = valuesOf(sizes);
  const count = size.reduce((product, side) => product * side, 1);
  if (kind === classCell) return { name, value: { cells: body.map(({ data }) => variable(data).value) } };
  const [real] = body;
  if (kind === classChar) return { name, value: { text: textOf(real) } };
  if (!isNumeric(kind)) return { name, value: null };
  const data = real ? valuesOf(real) : new Float64Array(0);
  if (data.length !== count) throw new Error(`${name} holds ${data.length} of ${count} numbers`);
  return { name, value: { rows: size[0] ?? 0, columns: count === 0 ? 0 : count / size[0]!, data } };
}

function valuesOf({ type, data }: Element): Float64Array {
  const how = numbers[type];
  if (!how) throw new Error(`numbers of the unknown type ${type}`);
  return Float64Array.from({ length: Math.floor(data.length / how.bytes) }, (_, i) => how.read(data, i * how.bytes));
}

/** Letters as UTF-16 (how MATLAB keeps them) or UTF-8. */
function textOf(element: Element | undefined): string {
  if (!element) return "";
  return element.type === 16 ? element.data.toString("utf8") : String.fromCharCode(...valuesOf(element));
}
