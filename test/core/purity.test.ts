import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

const files = readdirSync("app/core", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join("app/core", name).replaceAll("\\", "/"));

test("core runs where there is neither Node nor a browser", async () => {
  const contents = files.map((file, i) => `export * as file${i} from "./${file}";`).join("\n");
  const built = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    platform: "neutral",
    mainFields: ["module", "main"],
    format: "iife",
    globalName: "core",
    logLevel: "silent",
  });
  const bare = createContext({});
  runInContext(built.outputFiles[0]!.text, bare);
  expect(runInContext("Object.keys(core).length", bare)).toBe(files.length);
  expect(runInContext("typeof process + typeof require + typeof document + typeof fetch + typeof setTimeout", bare)).toBe(
    "undefined".repeat(5),
  );
});

const banned: readonly (readonly [string, RegExp])[] = [
  ["waits", /\bawait\b|\basync\b|\bPromise\b|\bsetTimeout\b/],
  ["reads a clock", /\bDate\b|\bperformance\b/],
  ["draws a random number without a seed", /Math\.random|\bcrypto\b/],
  ["looks at its surroundings", /(?<![.\w])(process|window|document)\.|\bglobalThis\b|\bconsole\./],
];

test.each(banned)("nothing in core %s", (_, pattern) => {
  const guilty = files.filter((file) => pattern.test(withoutComments(readFileSync(file, "utf8"))));
  expect(guilty).toEqual([]);
});

function withoutComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/(["'`]).*?\1/g, "''");
}
