import { inflateSync } from "node:zlib";
import { Failure } from "#contract/failure";
import { swapBytes } from "#io/recording/tiff/restore";

/** What the header of a PNG says. */
export interface PngHead {
  readonly width: number;
  readonly height: number;
  readonly dtype: "uint8" | "uint16";
}

const mostPixels = 256 * 1024 * 1024;

/**
 * The header of a grey-level PNG of 8 or 16 bits.
 *
 * @throws Failure "unsupported" | "damaged" | "truncated" | "out-of-range"
 */
export function pngHead(bytes: Uint8Array, path: string): PngHead {
  if (bytes.length < 33) throw cut(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(bytes, 12) !== "IHDR" || view.getUint32(8) !== 13 || view.getUint32(29) !== checksum(bytes.subarray(12, 29)))
    throw damaged(path, "its PNG header does not hold");
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  if (colour !== 0) throw new Failure("unsupported", `${path} is a colour picture; export grey levels.`, { path, colour: colour ?? -1 });
  if ((depth !== 8 && depth !== 16) || interlaced !== 0)
    throw new Failure("unsupported", `${path} is an interlaced or ${depth}-bit PNG; save it as plain 8- or 16-bit grey levels.`, { path });
  if (width < 1 || height < 1) throw damaged(path, "it has no pixels");
  if (width * height > mostPixels)
    throw new Failure("out-of-range", `${path} claims ${height} × ${width} pixels, more than can be read; crop it.`, {
      path,
      width,
      height,
    });
  return { width, height, dtype: depth === 8 ? "uint8" : "uint16" };
}

/**
 * Reads a grey-level PNG (ISO/IEC 15948) into `into`, [y, x], little-endian. Every chunk's checksum is held against its bytes.
 *
 * @throws Failure "damaged" | "truncated"
 */
export function readPng(bytes: Uint8Array, head: PngHead, path: string, into: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw cut(path);
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw cut(path);
    const kind = text(bytes, at + 4);
    if (view.getUint32(at + 8 + length) !== checksum(bytes.subarray(at + 4, at + 8 + length)))
      throw damaged(path, `its chunk ${kind} does not hold`);
    if (kind === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (kind === "IEND") break;
    at += 12 + length;
  }
  const sample = head.dtype === "uint8" ? 1 : 2;
  const row = head.width * sample;
  let flat: Uint8Array;
  try {
    flat = inflateSync(Buffer.concat(parts), { maxOutputLength: (row + 1) * head.height + 65536 });
  } catch (thrown) {
    throw damaged(path, thrown instanceof Error ? thrown.message : String(thrown));
  }
  if (flat.length < (row + 1) * head.height) throw damaged(path, `it unpacks to ${flat.length} of ${(row + 1) * head.height} bytes`);
  for (let y = 0; y < head.height; y++) {
    const from = y * (row + 1);
    unfilter(
      flat[from] ?? 0,
      flat.subarray(from + 1, from + 1 + row),
      y === 0 ? null : into.subarray((y - 1) * row, y * row),
      into.subarray(y * row, (y + 1) * row),
      sample,
      path,
    );
  }
  if (sample === 2) swapBytes(into, 2);
}

/** Undoes one row's filter (ISO/IEC 15948, section 9); `above` is the row before, already restored. */
function unfilter(kind: number, coded: Uint8Array, above: Uint8Array | null, row: Uint8Array, step: number, path: string): void {
  if (kind > 4) throw damaged(path, `a row has the unknown filter ${kind}`);
  for (let i = 0; i < coded.length; i++) {
    const left = i < step ? 0 : (row[i - step] ?? 0);
    const up = above?.[i] ?? 0;
    const corner = i < step ? 0 : (above?.[i - step] ?? 0);
    const guess = kind === 0 ? 0 : kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : paeth(left, up, corner);
    row[i] = (coded[i] ?? 0) + guess;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function damaged(path: string, what: string): Failure {
  return new Failure("damaged", `${path} is damaged: ${what}; export it again.`, { path });
}

function cut(path: string): Failure {
  return new Failure("truncated", `${path} is cut off; copy it again.`, { path });
}
