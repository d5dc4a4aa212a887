import * as zlib from "node:zlib";
import type { ZSTDDecoder } from "zstddec";
import type { Compression } from "#io/recording/tiff/layout";
import { zstdLength } from "#io/recording/zstd-length";

/**
 * Unpacks a strip or tile into `into`, filling it whole; a plain Error where the data do not unpack to that size.
 *
 * @param spare bytes that may be packed behind those of `into`
 */
export async function unpack(compression: Compression, packed: Uint8Array, into: Uint8Array, spare: number): Promise<void> {
  switch (compression) {
    case "none":
      into.set(packed.subarray(0, into.length));
      return;
    case "deflate":
      return copyWhole(zlib.inflateSync(packed, { maxOutputLength: into.length + 65536 }), into, spare);
    case "packbits":
      return unpackBits(packed, into);
    case "lzw":
      return unpackLzw(packed, into);
    case "zstd":
      return copyWhole(await unpackZstd(packed, into.length), into, spare);
  }
}

/** Node has had Zstandard of its own since 22.15; before that a WebAssembly build unpacks it. */
const { zstdDecompressSync: native } = zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: object) => Uint8Array };
let decoder: Promise<ZSTDDecoder> | null = null;

async function unpackZstd(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const claimed = zstdLength(packed);
  if (claimed !== null && claimed > length + 65536) throw new Error(`claims to unpack to ${claimed} bytes`);
  if (native) return native(packed, { maxOutputLength: length + 65536 });
  decoder ??= import("zstddec").then(async (built) => {
    const made = new built.ZSTDDecoder();
    await made.init();
    return made;
  });
  return (await decoder).decode(packed, claimed ?? length + 65536);
}

function copyWhole(from: Uint8Array, into: Uint8Array, spare: number): void {
  if (from.length !== into.length && from.length !== into.length + spare)
    throw new Error(`unpacks to ${from.length} of ${into.length} bytes`);
  into.set(from.subarray(0, into.length));
}

/** Apple's run-length code of TIFF 6.0, section 9. */
function unpackBits(packed: Uint8Array, into: Uint8Array): void {
  let from = 0;
  let to = 0;
  while (to < into.length && from < packed.length) {
    const n = packed[from++] ?? 0;
    if (n < 128) {
      const end = Math.min(to + n + 1, into.length);
      if (from + (end - to) > packed.length) break;
      while (to < end) into[to++] = packed[from++] ?? 0;
    } else if (n > 128 && from < packed.length) {
      const end = Math.min(to + 257 - n, into.length);
      into.fill(packed[from++] ?? 0, to, end);
      to = end;
    }
  }
  if (to < into.length) throw new Error(`unpacks to ${to} of ${into.length} bytes`);
}

const clearCode = 256;
const endCode = 257;

/**
 * TIFF's variable-width LZW, most significant bit first, with the early change of code width (TIFF 6.0, section 13).
 * A string is kept as the place of its last writing in the output and its length, so nothing but `into` grows.
 */
function unpackLzw(packed: Uint8Array, into: Uint8Array): void {
  if (packed[0] === 0 && ((packed[1] ?? 0) & 1) === 1) throw new Error("is packed in the old LZW way of before 1990");
  const starts = new Int32Array(4098);
  const lengths = new Int32Array(4098);
  let next = 258;
  let width = 9;
  let bits = 0;
  let held = 0;
  let from = 0;
  let to = 0;
  let previous = -1;
  let previousStart = 0;
  let previousLength = 0;
  while (to < into.length) {
    while (held < width) {
      if (from >= packed.length) throw new Error(`unpacks to ${to} of ${into.length} bytes`);
      bits = ((bits << 8) | (packed[from++] ?? 0)) & 0xffffff;
      held += 8;
    }
    const code = (bits >> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === endCode) break;
    if (code === clearCode) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    const start = to;
    if (code < 256) {
      into[to++] = code;
    } else {
      // Every string begins where the one before it was written; the one being made repeats that with one byte more.
      if (previous < 0 || code > next || code < 258) throw new Error("holds an impossible LZW code");
      const source = code === next ? previousStart : (starts[code] ?? 0);
      const length = code === next ? previousLength + 1 : (lengths[code] ?? 0);
      const end = Math.min(to + length, into.length);
      for (let i = source; to < end; i++) into[to++] = into[i] ?? 0;
    }
    if (previous >= 0 && next < 4096) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
    }
    if (next >= 2047) width = 12;
    else if (next >= 1023) width = 11;
    else if (next >= 511) width = 10;
    previous = code;
    previousStart = start;
    previousLength = to - start;
  }
  if (to < into.length) throw new Error(`unpacks to ${to} of ${into.length} bytes`);
}
