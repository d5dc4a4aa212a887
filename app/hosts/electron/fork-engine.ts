import { join } from "node:path";
import { utilityProcess } from "electron";
import type { EngineNews, EnginePort } from "#services/engine-link";

/** Starts the engine as a utility process: `child_process.fork` is closed to a packaged Electron. */
export function forkEngine(dist: string): EnginePort {
  const child = utilityProcess.fork(join(dist, "engine.mjs"), [], { serviceName: "NemaTrace engine", stdio: "inherit" });
  return {
    send: (order) => child.postMessage(order),
    onNews: (listener) => child.on("message", (news: EngineNews) => listener(news)),
    onExit: (listener) => child.once("exit", () => listener()),
    kill: () => child.kill(),
  };
}
