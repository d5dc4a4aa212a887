import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BrowserHostProcess {
  /** Address with the token. */
  readonly url: string;
  readonly dataRoot: string;
  readonly pid: number;
  end(): Promise<void>;
}

/** The program as `nematrace serve` runs it, over an empty data folder and with a memory of its own. */
export async function startHost(fill: (dataRoot: string) => void | Promise<void> = () => undefined): Promise<BrowserHostProcess> {
  const folder = mkdtempSync(join(tmpdir(), "nematrace-e2e-"));
  await fill(folder);
  const host = await hostOver(folder);
  return {
    ...host,
    end: async () => {
      await host.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The program over a data folder that stays when it ends; its user has taken the tour, unless it is asked for. */
export async function hostOver(folder: string, toured = true): Promise<BrowserHostProcess> {
  const state = join(folder, ".state");
  if (toured && !existsSync(join(state, "preferences.json"))) {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, "preferences.json"), JSON.stringify({ toured }));
  }
  const host = spawn(process.execPath, ["dist/cli.mjs", "serve", "--data-root", folder, "--port", "0", "--json"], {
    env: { ...process.env, NEMATRACE_STATE: state, NEMATRACE_MODELS: join(state, "models") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => host.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    host.stdout.once("data", (line: Buffer) => resolve((JSON.parse(line.toString()) as { url: string }).url));
    host.once("exit", (code) => reject(new Error(`The host ended with ${code} before it listened.`)));
  });
  return {
    url,
    dataRoot: folder,
    pid: host.pid ?? 0,
    end: async () => {
      host.kill("SIGINT");
      await gone;
    },
  };
}
