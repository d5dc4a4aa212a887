import { build } from "esbuild";
import type { Page } from "@playwright/test";
import type * as colourMaps from "#renderer/viewers/colour-maps.ts";
import type * as cpuSpacePainter from "#renderer/viewers/space/cpu-space-painter.ts";
import type * as glSpacePainter from "#renderer/viewers/space/gl-space-painter.ts";
import type * as orbit from "#renderer/viewers/space/orbit.ts";
import type * as spaceStack from "#renderer/viewers/space/space-stack.ts";

/** What `loadViewers` puts into a page. */
export type Viewers = typeof colourMaps & typeof cpuSpacePainter & typeof glSpacePainter & typeof orbit & typeof spaceStack;

/** Puts the viewers into a page of their own, as `globalThis.viewers`, without the window around them. */
export async function loadViewers(page: Page): Promise<void> {
  const modules = [
    "viewers/colour-maps",
    "viewers/space/cpu-space-painter",
    "viewers/space/gl-space-painter",
    "viewers/space/orbit",
    "viewers/space/space-stack",
  ];
  const built = await build({
    stdin: { contents: modules.map((name) => `export * from "#renderer/${name}.ts";`).join("\n"), resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "viewers",
    logLevel: "warning",
  });
  await page.goto("about:blank");
  await page.evaluate(`${built.outputFiles[0]?.text ?? ""}; globalThis.viewers = viewers;`);
}
