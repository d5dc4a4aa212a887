import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { CallOutput } from "#contract/calls";
import { programVersion } from "#contract/version";
import type { Services } from "#services/services";

/** Libraries whose versions bear on results. */
const told = ["onnxruntime-node", "@photostructure/sqlite", "numcodecs", "zarrita"] as const;

export function aboutApp({ parts, places }: Services): CallOutput<"app.about"> {
  return {
    version: programVersion,
    host: parts.host,
    platform: `${process.platform} ${process.arch}`,
    dataRoot: places.root,
    libraries: { node: process.versions.node, ...Object.fromEntries(told.map((name) => [name, versionOf(name)])) },
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
