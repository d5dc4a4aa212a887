import { type ChildProcess, fork } from "node:child_process";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import type { Reading } from "#test/make/fuzz-child";

const root = resolve(import.meta.dirname, "../..");
const patience = 30_000;

/** Reads files in a process of its own, which is ended where it hangs and started anew where it dies. */
export class Reader {
  #child: ChildProcess | null = null;
  readonly #program = join(root, "node_modules/.cache/nematrace/fuzz-child.mjs");

  constructor() {
    buildSync({
      absWorkingDir: root,
      entryPoints: ["test/make/fuzz-child.ts"],
      outfile: this.#program,
      bundle: true,
      platform: "node",
      target: "node20",
      packages: "external",
      format: "esm",
      logLevel: "error",
    });
  }

  /** What reading came to; "hang" after half a minute, "crash" where the process died. */
  read(path: string): Promise<Reading | "hang" | "crash"> {
    const child = (this.#child ??= fork(this.#program, [], { stdio: ["ignore", "ignore", "ignore", "ipc"] }));
    return new Promise((done) => {
      const end = (outcome: Reading | "hang" | "crash") => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (typeof outcome === "string") {
          child.kill("SIGKILL");
          this.#child = null;
        }
        done(outcome);
      };
      const timer = setTimeout(() => end("hang"), patience);
      child.once("message", (reading) => end(reading as Reading));
      child.once("exit", () => end("crash"));
      child.send(path);
    });
  }

  close(): void {
    this.#child?.kill();
    this.#child = null;
  }
}
