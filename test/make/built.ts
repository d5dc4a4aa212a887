import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

let program: string | null = null;

/** The folder of the built program, built first where its sources have changed. */
export function builtProgram(): string {
  program ??= build();
  return program;
}

function build(): string {
  const built = spawnSync(process.execPath, [join(root, "bin/nematrace.mjs"), "--version"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The program could not be built: ${built.stderr}`);
  return join(root, "dist");
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line; `act` may send signals while it runs. */
export function nematrace(
  args: readonly string[],
  act?: (kill: (signal: NodeJS.Signals) => void, err: () => string) => void,
): Promise<Ended> {
  return new Promise((done) => {
    // What is remembered about recordings goes to a place of the tests, not of whoever runs them.
    const env = { ...process.env, NEMATRACE_STATE: join(tmpdir(), "nematrace-test-state") };
    const child = spawn(process.execPath, [join(builtProgram(), "cli.mjs"), ...args], { stdio: ["ignore", "pipe", "pipe"], env });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => (out += data));
    child.stderr.on("data", (data) => (err += data));
    child.once("close", (code) => done({ code, out, err }));
    act?.(
      (signal) => child.kill(signal),
      () => err,
    );
  });
}
