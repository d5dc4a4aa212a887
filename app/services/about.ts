import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CallOutput } from "#contract/calls";
import { programVersion } from "#contract/version";
import { chosenProvider, providerWords } from "#io/model/providers";
import type { Services } from "#services/services";

/** Libraries whose versions bear on results. */
const told = ["onnxruntime-node", "@photostructure/sqlite", "numcodecs", "zarrita"] as const;

export async function aboutApp({ parts, places }: Services): Promise<CallOutput<"app.about">> {
  const provider = await chosenProvider();
  return {
    version: programVersion,
    host: parts.host,
    platform: `${process.platform} ${process.arch}`,
    dataRoot: places.root,
    libraries: {
      node: process.versions.node,
      ...Object.fromEntries(told.map((name) => [name, versionOf(name)])),
      "networks run on": providerWords[provider],
    },
  };
}

function versionOf(name: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of paths) {
    try {
      const described = JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8")) as { version?: string };
      return described.version ?? "unknown";
    } catch {
      continue;
    }
  }
  return "unknown";
}
