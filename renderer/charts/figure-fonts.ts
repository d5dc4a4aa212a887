import { Failure } from "#contract/failure";
import greek from "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url";
import latin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import whole from "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf?url";

const ranges = [
  { file: latin, range: "U+0000-00FF, U+2000-206F, U+2190-21FF, U+2212" },
  { file: greek, range: "U+0370-03FF" },
] as const;

/** Rules that carry the letters of a figure inside an SVG file (Inter, SIL Open Font License). */
export async function fontRules(): Promise<string> {
  const rules = await Promise.all(
    ranges.map(async ({ file, range }) => {
      const data = await asBase64(file);
      return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${data}) format("woff2");unicode-range:${range}}`;
    }),
  );
  return rules.join("");
}

/** The whole font as TrueType, for PDF files. */
export function fontData(): Promise<string> {
  return asBase64(whole);
}

async function asBase64(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Failure("not-found", "The font of the figures is missing; install NemaTrace again.", { file: address });
  const bytes = new Uint8Array(await response.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
