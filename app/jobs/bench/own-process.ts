import { spawn } from "node:child_process";
import { Failure } from "#contract/failure";

/** How this program is started as a command line: executable and arguments before the command. */
export type Program = readonly [string, ...string[]];

/** What a command prints that runs in a process of its own. @throws Failure "internal" where it ends with an error */
export function outputOf([executable, ...before]: Program, command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, [...before, ...command], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out);
      else
        reject(
          new Failure(
            "internal",
            `nematrace ${command[0] ?? ""}, which was to be measured, ended with ${code}: ${err.trim().split("\n").at(-1) ?? ""}`,
            { code: code ?? -1 },
          ),
        );
    });
  });
}
