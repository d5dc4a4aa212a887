import { Failure } from "#contract/failure";
import type { RandomFile } from "#io/recording/file";

/** Tags that are read, by their numbers in TIFF 6.0. */
export const tag = {
  subfile: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  resolutionUnit: 296,
  software: 305,
  artist: 315,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  sampleFormat: 339,
  microManager: 51123,
} as const;

/** Where a tag's value lies. */
interface Entry {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** One image file directory: its entries, read when they are asked for. */
export interface Directory {
  readonly offset: number;
  /** Offset of the byte behind its table. */
  readonly end: number;
  readonly entries: ReadonlyMap<number, Entry>;
}

export interface TiffFile {
  readonly file: RandomFile;
  readonly littleEndian: boolean;
  readonly big: boolean;
  /** Offset of the first directory. */
  readonly first: number;
}

const wanted = new Set<number>(Object.values(tag));
const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
const mostDirectories = 5_000_000;

/**
 * The header, classic TIFF or BigTIFF, either byte order.
 *
 * @throws Failure "truncated" | "damaged"
 */
export function readHeader(file: RandomFile): TiffFile {
  if (file.size < 8) throw cut(file, 0, 0);
  const head = file.view(0, Math.min(16, file.size));
  const littleEndian = head.getUint8(0) === 0x49;
  const big = head.getUint16(2, littleEndian) === 43;
  if (big && (file.size < 16 || head.getUint16(4, littleEndian) !== 8)) throw damaged(file, "its BigTIFF header is not valid");
  const first = big ? readLong8(head, 8, littleEndian) : head.getUint32(4, littleEndian);
  return { file, littleEndian, big, first };
}

/**
 * Walks the chain of image file directories.
 *
 * @throws Failure "truncated" | "damaged"
 */
export function* directoriesOf(tiff: TiffFile): Generator<Directory> {
  const { file } = tiff;
  const seen = new Set<number>();
  for (let next = tiff.first; next !== 0; ) {
    if (seen.has(next)) throw damaged(file, `its chain of pages runs in a circle after page ${seen.size}`);
    if (seen.size >= mostDirectories) throw damaged(file, `it has more than ${mostDirectories} pages`);
    if (next + 8 > file.size) throw cut(file, seen.size, next);
    const read = readDirectory(file, next, tiff.littleEndian, tiff.big, seen.size);
    seen.add(next);
    yield read.directory;
    next = read.next;
  }
}

function readDirectory(
  file: RandomFile,
  offset: number,
  littleEndian: boolean,
  big: boolean,
  page: number,
): { directory: Directory; next: number } {
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const inline = big ? 8 : 4;
  const count = big ? readLong8(file.view(offset, 8), 0, littleEndian) : file.view(offset, 2).getUint16(0, littleEndian);
  if (count === 0 || count > 4096) throw damaged(file, `page ${page} lists ${count} tags`);
  const length = count * entryBytes + (big ? 8 : 4);
  if (offset + countBytes + length > file.size) throw cut(file, page, offset);
  const table = file.view(offset + countBytes, length);
  const entries = new Map<number, Entry>();
  for (let i = 0, at = 0; i < count; i++, at += entryBytes) {
    const id = table.getUint16(at, littleEndian);
    if (!wanted.has(id)) continue;
    if (entries.has(id)) throw damaged(file, `page ${page} lists tag ${id} twice`);
    const type = table.getUint16(at + 2, littleEndian);
    const values = big ? readLong8(table, at + 4, littleEndian) : table.getUint32(at + 4, littleEndian);
    const size = typeBytes[type];
    if (size === undefined) throw damaged(file, `page ${page} holds tag ${id} of the unknown type ${type}`);
    const bytes = size * values;
    const valueAt = at + (big ? 12 : 8);
    const where =
      bytes <= inline
        ? offset + countBytes + valueAt
        : big
          ? readLong8(table, valueAt, littleEndian)
          : table.getUint32(valueAt, littleEndian);
    if (where + bytes > file.size) throw cut(file, page, offset);
    entries.set(id, { type, count: values, offset: where });
  }
  const next = big ? readLong8(table, count * entryBytes, littleEndian) : table.getUint32(count * entryBytes, littleEndian);
  return { directory: { offset, end: offset + countBytes + length, entries }, next };
}

/** The numbers of a tag; empty where the page lacks it. Rationals are divided out. */
export function numbersOf(tiff: TiffFile, directory: Directory, id: number): number[] {
  const entry = directory.entries.get(id);
  if (!entry) return [];
  const size = typeBytes[entry.type] ?? 1;
  const view = tiff.file.view(entry.offset, size * entry.count);
  const le = tiff.littleEndian;
  const values: number[] = new Array<number>(entry.count);
  for (let i = 0; i < entry.count; i++) values[i] = number(view, i * size, entry.type, le);
  return values;
}

/** The first number of a tag, or what is meant where the page lacks it. */
export function numberOf(tiff: TiffFile, directory: Directory, id: number, otherwise: number): number {
  return numbersOf(tiff, directory, id)[0] ?? otherwise;
}

/** The text of a tag, UTF-8 where valid and Latin-1 otherwise; empty where the page lacks it. */
export function textOf(tiff: TiffFile, directory: Directory, id: number): string {
  const entry = directory.entries.get(id);
  if (!entry) return "";
  const view = tiff.file.view(entry.offset, entry.count * (typeBytes[entry.type] ?? 1));
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const end = bytes.indexOf(0);
  const used = bytes.subarray(0, end < 0 ? bytes.length : end);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(used);
  } catch {
    return new TextDecoder("latin1").decode(used);
  }
}

function number(view: DataView, at: number, type: number, le: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, le);
    case 4:
    case 13:
      return view.getUint32(at, le);
    case 5:
      return view.getUint32(at, le) / view.getUint32(at + 4, le);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, le);
    case 9:
      return view.getInt32(at, le);
    case 10:
      return view.getInt32(at, le) / view.getInt32(at + 4, le);
    case 11:
      return view.getFloat32(at, le);
    case 12:
      return view.getFloat64(at, le);
    case 16:
    case 18:
      return readLong8(view, at, le);
    case 17:
      return Number(view.getBigInt64(at, le));
    default:
      return view.getUint8(at);
  }
}

function readLong8(view: DataView, at: number, le: boolean): number {
  return Number(view.getBigUint64(at, le));
}

function cut(file: RandomFile, page: number, offset: number): Failure {
  return new Failure(
    "truncated",
    `${file.path} is cut off: page ${page} points past its end at ${file.size} bytes; copy it again from the microscope.`,
    {
      path: file.path,
      page,
      offset,
      bytes: file.size,
    },
  );
}

function damaged(file: RandomFile, what: string): Failure {
  return new Failure("damaged", `${file.path} is damaged: ${what}; copy or export it again.`, { path: file.path });
}
