import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "#contract/failure";
import { startBrowserHost } from "#hosts/browser/host";
import { interruptible, report, type Register } from "#hosts/cli/command";
import { stateFolder } from "#hosts/cli/state-folder";
import { forkWithNode } from "#hosts/engine/fork-node";
import { createServices } from "#services/services";

/** Serves the window to a browser on this machine until Ctrl-C. */
export const serveCommand: Register = (program) => {
  program
    .command("serve")
    .description("serve the window to a browser on this machine, or over an SSH tunnel")
    .requiredOption("--data-root <folder>", "the only folder the window may look into")
    .option("--port <number>", "port on localhost; 0 takes a free one", "0")
    .option("--open", "open the window in this machine's browser")
    .option("--json", "print the address as JSON")
    .action(async (options: { dataRoot: string; port: string; open?: boolean; json?: boolean }) => {
      const dataRoot = resolve(options.dataRoot);
      if (!existsSync(dataRoot) || !statSync(dataRoot).isDirectory()) {
        throw new Failure("not-found", `--data-root: there is no folder ${dataRoot}; name the folder that holds your recordings.`, {
          flag: "--data-root",
          path: dataRoot,
        });
      }
      const port = Number(options.port);
      if (!Number.isInteger(port) || port < 0 || port > 65535) {
        throw new Failure("invalid-input", `--port takes a whole number from 0 to 65535, not "${options.port}".`, {
          flag: "--port",
          value: options.port,
        });
      }
      const signal = interruptible();
      const place = programFolder();
      const services = createServices({
        host: "browser",
        dataRoot,
        stateFolder: stateFolder(),
        sampleFolder: basename(dataRoot) === "NemaTrace" ? dataRoot : join(dataRoot, "NemaTrace"),
        forkEngine: forkWithNode(join(place, "engine.mjs")),
        pick: null,
      });
      const host = await startBrowserHost(services, { port, rendererFolder: join(place, "renderer") });
      report(options.json, { url: host.url }, [host.url]);
      if (options.open) openInBrowser(host.url);
      await new Promise<void>((done) => (signal.aborted ? done() : signal.addEventListener("abort", () => done(), { once: true })));
      await host.close();
    });
};

/** The folder that the build wrote, wherever in it this code was bundled. */
export function programFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const dist = join(folder, "dist");
    if (existsSync(join(folder, "engine.mjs"))) return folder;
    if (existsSync(join(dist, "engine.mjs"))) return dist;
    if (dirname(folder) === folder) throw new Failure("not-found", "The program has not been built; run npm run build first.");
  }
}

function openInBrowser(url: string): void {
  const [command, ...before] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const child = spawn(command!, [...before, url], { stdio: "ignore", detached: true });
  child.once("error", () => process.stderr.write("No browser could be opened; open the address above yourself.\n"));
  child.unref();
}
