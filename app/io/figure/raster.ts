import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

let started: Promise<void> | null = null;

/**
 * An SVG as PNG.
 *
 * @param svg   its texts are drawn in the font given, whatever they ask for
 * @param width dots; the height follows
 * @param font  TrueType
 */
export async function rasterOf(svg: string, width: number, font: Uint8Array): Promise<Uint8Array> {
  await (started ??= start());
  const drawn = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    font: { fontBuffers: [font], defaultFontFamily: "Inter", loadSystemFonts: false },
  });
  const image = drawn.render();
  const png = image.asPng();
  image.free();
  drawn.free();
  return png;
}

async function start(): Promise<void> {
  await initWasm(await readFile(fileURLToPath(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm"))));
}
