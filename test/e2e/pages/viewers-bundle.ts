import { readFileSync } from "node:fs";
import { build } from "esbuild";
import type { Page } from "@playwright/test";
import type * as sampleFigures from "#test/make/sample-figures";
import type * as colourMaps from "#renderer/viewers/colour-maps.ts";
import type * as cpuPainter from "#renderer/viewers/cpu-painter.ts";
import type * as glPainter from "#renderer/viewers/gl-painter.ts";
import type * as cpuSpacePainter from "#renderer/viewers/space/cpu-space-painter.ts";
import type * as glSpacePainter from "#renderer/viewers/space/gl-space-painter.ts";
import type * as orbit from "#renderer/viewers/space/orbit.ts";
import type * as spaceStack from "#renderer/viewers/space/space-stack.ts";

/** What `loadViewers` puts into a page. */
export type Viewers = typeof colourMaps &
  typeof cpuPainter &
  typeof glPainter &
  typeof cpuSpacePainter &
  typeof glSpacePainter &
  typeof orbit &
  typeof spaceStack;

/** What `loadCharts` puts into a page. */
export type Charts = typeof sampleFigures;

/** Puts the viewers into a page of their own, as `globalThis.viewers`, without the window around them. */
export async function loadViewers(page: Page): Promise<void> {
  const modules = [
    "colour-maps",
    "cpu-painter",
    "gl-painter",
    "space/cpu-space-painter",
    "space/gl-space-painter",
    "space/orbit",
    "space/space-stack",
  ];
  await load(
    page,
    "viewers",
    modules.map((name) => `#renderer/viewers/${name}.ts`),
  );
}

/** Puts the charts into a page of their own, as `globalThis.charts`, with the letters that the program brings along. */
export async function loadCharts(page: Page): Promise<void> {
  await load(page, "charts", ["#test/make/sample-figures"]);
  const letters = readFileSync("node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf").toString("base64");
  await page.evaluate(async (data) => {
    const face = new FontFace("Inter", `url(data:font/ttf;base64,${data})`);
    document.fonts.add(await face.load());
  }, letters);
}

async function load(page: Page, name: string, modules: readonly string[]): Promise<void> {
  const built = await build({
    stdin: { contents: modules.map((path) => `export * from "${path}";`).join("\n"), resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    globalName: name,
    logLevel: "warning",
  });
  await page.goto("about:blank");
  await page.evaluate(`${built.outputFiles[0]?.text ?? ""}; globalThis.${name} = ${name};`);
}
