import { open } from "node:fs/promises";
import Zstd from "numcodecs/zstd";
import { packLzw } from "#jobs/bench/pack-lzw";

/** How the frames of a movie for timing are stored. */
export type Packing = "none" | "lzw" | "zstd";

const codes = { none: 1, lzw: 5, zstd: 50000 } as const satisfies Record<Packing, number>;
const rowsPerStrip = 64;

/**
 * Writes a movie of 16-bit frames as TIFF, each page's directory behind its pixels, as cameras' programs do. With `holes`
 * the pixels themselves are not written: the file has its size and takes no room on the disk.
 *
 * @param frame pixels [y, x] of frame t; not asked for with `holes`
 */
export async function writePackedMovie(
  path: string,
  frames: number,
  [height, width]: readonly [number, number],
  packing: Packing,
  frame: (t: number) => Uint16Array,
  holes = false,
): Promise<void> {
  const file = await open(path, "w");
  try {
    const head = Buffer.alloc(16);
    head.write("II");
    head.writeUInt16LE(43, 2);
    head.writeUInt16LE(8, 4);
    let link = 8;
    let at = 16;
    await file.write(head, 0, 16, 0);
    for (let t = 0; t < frames; t++) {
      const strips = holes ? [] : await packed(frame(t), height, width, packing);
      const whole = height * width * 2;
      const counts = holes ? [whole] : strips.map((strip) => strip.length);
      const offsets: number[] = [];
      for (const [i, count] of counts.entries()) {
        offsets.push(at);
        if (!holes) await file.write(strips[i] as Uint8Array, 0, count, at);
        at += count;
      }
      at = Math.ceil(at / 8) * 8;
      const directory = directoryOf(
        at,
        height,
        width,
        codes[packing],
        offsets,
        counts,
        holes || packing === "none" ? height : rowsPerStrip,
      );
      await file.write(directory.bytes, 0, directory.bytes.length, at);
      const place = Buffer.alloc(8);
      place.writeBigUInt64LE(BigInt(at));
      await file.write(place, 0, 8, link);
      link = at + directory.link;
      at += directory.bytes.length;
    }
  } finally {
    await file.close();
  }
}

async function packed(frame: Uint16Array, height: number, width: number, packing: Packing): Promise<Uint8Array[]> {
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
  if (packing === "none") return [bytes];
  const strips: Uint8Array[] = [];
  const zstd = Zstd.fromConfig({ id: "zstd", level: 3 });
  for (let row = 0; row < height; row += rowsPerStrip) {
    const strip = bytes.slice(row * width * 2, Math.min(row + rowsPerStrip, height) * width * 2);
    strips.push(packing === "lzw" ? packLzw(strip) : await zstd.encode(strip));
  }
  return strips;
}

/** A BigTIFF directory, and behind it its lists of strips. */
function directoryOf(
  at: number,
  height: number,
  width: number,
  compression: number,
  offsets: readonly number[],
  counts: readonly number[],
  rows: number,
): { readonly bytes: Buffer; readonly link: number } {
  const tags: (readonly [number, number, readonly number[]])[] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, [16]],
    [259, 3, [compression]],
    [262, 3, [1]],
    [273, 16, offsets],
    [277, 3, [1]],
    [278, 4, [rows]],
    [279, 16, counts],
  ];
  const link = 8 + tags.length * 20;
  const bytes = Buffer.alloc(link + 8 + 16 * offsets.length);
  bytes.writeBigUInt64LE(BigInt(tags.length), 0);
  let list = link + 8;
  tags.forEach(([id, type, values], i) => {
    const entry = 8 + i * 20;
    bytes.writeUInt16LE(id, entry);
    bytes.writeUInt16LE(type, entry + 2);
    bytes.writeBigUInt64LE(BigInt(values.length), entry + 4);
    if (values.length === 1) bytes.writeBigUInt64LE(BigInt(values[0] ?? 0), entry + 12);
    else {
      bytes.writeBigUInt64LE(BigInt(at + list), entry + 12);
      for (const value of values) list = bytes.writeBigUInt64LE(BigInt(value), list);
    }
  });
  return { bytes, link };
}
