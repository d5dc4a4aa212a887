import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const config = readFileSync("electron-builder.yml", "utf8");

/** The lines below a key of the file's first level. */
function below(key: string): readonly string[] {
  const lines = config.split("\n");
  const begin = lines.indexOf(`${key}:`) + 1;
  const length = lines.slice(begin).findIndex((line) => /^\S/.test(line));
  return lines
    .slice(begin, length < 0 ? undefined : begin + length)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

test("the packed program runs nothing but itself: every fuse is set, to the safe side", () => {
  expect(below("electronFuses")).toEqual([
    "runAsNode: false",
    "enableCookieEncryption: true",
    "enableNodeOptionsEnvironmentVariable: false",
    "enableNodeCliInspectArguments: false",
    "enableEmbeddedAsarIntegrityValidation: true",
    "onlyLoadAppFromAsar: true",
    "loadBrowserProcessSpecificV8Snapshot: false",
    "grantFileProtocolExtraPrivileges: false",
    "resetAdHocDarwinSignature: true",
  ]);
});

test("native files lie outside the archive, and each system leaves those of the others out", () => {
  expect(config).toMatch(/^asar: true$/m);
  expect(below("asarUnpack")).toEqual(["- node_modules/onnxruntime-node/bin/**", "- node_modules/@photostructure/sqlite/prebuilds/**"]);
  for (const [key, others] of [
    ["linux", "{darwin,win32}"],
    ["mac", "{linux,win32}"],
    ["win", "{linux,darwin}"],
  ] as const)
    expect(below(key)).toContain(`- "!node_modules/onnxruntime-node/bin/napi-v6/${others}/**"`);
});
