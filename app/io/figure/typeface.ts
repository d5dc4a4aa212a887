import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The letters of figures (Inter, SIL Open Font License): how wide they are, and rules that carry them inside a file. */
export interface Typeface {
  /** @returns CSS pixels @param size of the letters, CSS pixels */
  width(text: string, size: number): number;
  /** `@font-face` rules with the font's data. */
  readonly rules: string;
  /** The whole font, TrueType. */
  readonly truetype: Buffer;
}

const whole = "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf";
const parts = [
  { file: "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", range: "U+0000-00FF, U+2000-206F, U+2190-21FF, U+2212" },
  { file: "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2", range: "U+0370-03FF" },
] as const;

const fileOf = (name: string): Promise<Buffer> => readFile(fileURLToPath(import.meta.resolve(name)));

export async function openTypeface(): Promise<Typeface> {
  const truetype = await fileOf(whole);
  const advance = advancesOf(truetype);
  const rules = await Promise.all(
    parts.map(async ({ file, range }) => {
      const data = (await fileOf(file)).toString("base64");
      return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${range}}`;
    }),
  );
  return {
    width: (text, size) => [...text].reduce((sum, letter) => sum + advance(letter.codePointAt(0)!), 0) * size,
    rules: rules.join(""),
    truetype,
  };
}

/** Width of a letter in parts of its size, out of a TrueType font (OpenType 1.9: head, hhea, hmtx, cmap of format 4). */
function advancesOf(font: Buffer): (code: number) => number {
  const table = (tag: string): Buffer => {
    for (let i = 0; i < font.readUInt16BE(4); i++) {
      const at = 12 + 16 * i;
      if (font.toString("latin1", at, at + 4) === tag)
        return font.subarray(font.readUInt32BE(at + 8), font.readUInt32BE(at + 8) + font.readUInt32BE(at + 12));
    }
    throw new Error(`the font has no table ${tag}`);
  };
  const unit = table("head").readUInt16BE(18);
  const count = table("hhea").readUInt16BE(34);
  const widths = table("hmtx");
  const map = segments(table("cmap"));
  const half = map.readUInt16BE(6) / 2;
  const at = (column: number, i: number): number => 14 + 2 * half * column + (column > 0 ? 2 : 0) + 2 * i;
  const glyph = (code: number): number => {
    for (let i = 0; i < half; i++) {
      if (map.readUInt16BE(at(0, i)) < code) continue;
      const start = map.readUInt16BE(at(1, i));
      if (start > code) return 0;
      const shift = map.readUInt16BE(at(2, i));
      const offset = map.readUInt16BE(at(3, i));
      if (offset === 0) return (code + shift) & 0xffff;
      const found = map.readUInt16BE(at(3, i) + offset + 2 * (code - start));
      return found === 0 ? 0 : (found + shift) & 0xffff;
    }
    return 0;
  };
  return (code) => widths.readUInt16BE(4 * Math.min(glyph(code), count - 1)) / unit;
}

/** The subtable that maps letters by segments. */
function segments(map: Buffer): Buffer {
  for (let i = 0; i < map.readUInt16BE(2); i++) {
    const found = map.subarray(map.readUInt32BE(4 + 8 * i + 4));
    if (found.readUInt16BE(0) === 4) return found;
  }
  throw new Error("the font maps no letters by segments");
}
