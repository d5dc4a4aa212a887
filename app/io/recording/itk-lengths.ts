import { gunzipSync } from "node:zlib";
import { Failure } from "#contract/failure";
import type { Container } from "#io/recording/container";

/** Bytes that a compressed file may unfold to. */
const mostUnpacked = 1024 ** 3;

/** Bytes of pixels that the header promises and those the file holds; null where the format checks itself. */
export function pixelBytes(container: Container, bytes: Uint8Array, path: string): { expected: number; present: number } | null {
  if (container === "nrrd") return nrrdBytes(bytes, path);
  if (container === "metaimage") return metaBytes(bytes, path);
  if (container === "nifti") return niftiBytes(bytes, path);
  return null;
}

const nrrdSizes: Readonly<Record<string, number>> = {
  "signed char": 1,
  int8: 1,
  int8_t: 1,
  uchar: 1,
  "unsigned char": 1,
  uint8: 1,
  uint8_t: 1,
  short: 2,
  "signed short": 2,
  int16: 2,
  int16_t: 2,
  ushort: 2,
  "unsigned short": 2,
  uint16: 2,
  uint16_t: 2,
  int: 4,
  "signed int": 4,
  int32: 4,
  int32_t: 4,
  uint: 4,
  "unsigned int": 4,
  uint32: 4,
  uint32_t: 4,
  float: 4,
  double: 8,
};

function nrrdBytes(bytes: Uint8Array, path: string): { expected: number; present: number } | null {
  const text = headText(bytes);
  const end = /\r?\n\r?\n/.exec(text);
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, "im").exec(text)?.[1] ?? "";
  if (/^data ?file:/im.test(text))
    throw new Failure("unsupported", `${path} keeps its pixels in another file; save it as one NRRD file with the data attached.`, {
      path,
    });
  if (!end) return null;
  const pixels = field("sizes")
    .split(/\s+/)
    .map(Number)
    .reduce((product, size) => product * size, 1);
  const expected = pixels * (nrrdSizes[field("type").toLowerCase()] ?? 0);
  const body = bytes.subarray(end.index + end[0].length);
  const encoding = field("encoding").toLowerCase();
  if (encoding === "raw") return { expected, present: body.length };
  if (encoding === "gzip" || encoding === "gz") return { expected, present: inflated(body, path).length };
  return null;
}

const metaSizes: Readonly<Record<string, number>> = {
  MET_CHAR: 1,
  MET_UCHAR: 1,
  MET_SHORT: 2,
  MET_USHORT: 2,
  MET_INT: 4,
  MET_UINT: 4,
  MET_FLOAT: 4,
  MET_DOUBLE: 8,
};

function metaBytes(bytes: Uint8Array, path: string): { expected: number; present: number } | null {
  const text = headText(bytes);
  const field = (name: string) => new RegExp(`^${name}\\s*=\\s*(.*?)\\s*$`, "im").exec(text)?.[1] ?? "";
  const start = /^ElementDataFile\s*=\s*LOCAL\s*?\n/im.exec(text);
  if (!start) throw new Failure("unsupported", `${path} keeps its pixels in another file; save it as one .mha file.`, { path });
  if (field("CompressedData").toLowerCase() === "true") return null;
  const pixels = field("DimSize")
    .split(/\s+/)
    .map(Number)
    .reduce((product, size) => product * size, 1);
  return {
    expected: pixels * (metaSizes[field("ElementType")] ?? 0) * Number(field("ElementNumberOfChannels") || 1),
    present: bytes.length - start.index - start[0].length,
  };
}

/** Bits of a pixel by the number of its type in NIfTI-1, for the types of one number a pixel. */
const niftiBits: ReadonlyMap<number, number> = new Map([
  [2, 8],
  [4, 16],
  [8, 32],
  [16, 32],
  [64, 64],
  [256, 8],
  [512, 16],
  [768, 32],
  [1024, 64],
  [1280, 64],
]);

function niftiBytes(bytes: Uint8Array, path: string): { expected: number; present: number } | null {
  const plain = inflated(bytes, path);
  if (plain.length < 352) return { expected: 352, present: plain.length };
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const little = view.getInt32(0, true) === 348;
  const start = view.getFloat32(108, little);
  const bits = view.getInt16(72, little);
  const holds = (little || view.getInt32(0, false) === 348) && start >= 352;
  // A type that has another size than the one beside it would be read as other grey levels.
  if (!holds || bits !== (niftiBits.get(view.getInt16(70, little)) ?? bits))
    throw new Failure("damaged", `${path} is damaged: its NIfTI header does not hold; export it again.`, { path });
  const dimensions = view.getInt16(40, little);
  let pixels = 1;
  for (let i = 1; i <= Math.min(dimensions, 7); i++) pixels *= view.getInt16(40 + 2 * i, little);
  return { expected: (pixels * bits) / 8, present: plain.length - start };
}

/**
 * The bytes a file holds, unpacked where they are gzipped.
 *
 * @throws Failure "truncated" where they do not unpack to their end
 */
export function inflated(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure("truncated", `${path} does not unpack to its end (${reason}); copy it again.`, { path });
  }
}

/** The beginning of a file as text, a character a byte. */
export function headText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 8192));
}
