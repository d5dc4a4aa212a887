const clear = 256;
const end = 257;

/** Packs bytes by TIFF's LZW (TIFF 6.0, section 13), to make movies for timing. */
export function packLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let bits = 0;
  let width = 9;
  const put = (code: number): void => {
    held = (held << width) | code;
    bits += width;
    while (bits >= 8) {
      bits -= 8;
      out.push((held >>> bits) & 255);
    }
    held &= (1 << bits) - 1;
  };
  let table = new Map<number, number>();
  let next = 258;
  put(clear);
  let string = -1;
  for (const byte of bytes) {
    if (string < 0) {
      string = byte;
      continue;
    }
    const longer = table.get(string * 256 + byte);
    if (longer !== undefined) {
      string = longer;
      continue;
    }
    put(string);
    table.set(string * 256 + byte, next++);
    if (next === 4094) {
      put(clear);
      table = new Map();
      next = 258;
      width = 9;
    } else if (next > (1 << width) - 1) {
      width++;
    }
    string = byte;
  }
  if (string >= 0) put(string);
  put(end);
  if (bits > 0) out.push((held << (8 - bits)) & 255);
  return Uint8Array.from(out);
}
