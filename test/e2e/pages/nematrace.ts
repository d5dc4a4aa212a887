import { execFileSync } from "node:child_process";

/** Runs a command of the built command line and answers its standard output. */
export function nematrace(...args: readonly string[]): string {
  return execFileSync(process.execPath, ["dist/cli.mjs", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
