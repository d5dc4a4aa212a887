import { fork } from "node:child_process";
import type { EngineNews, ForkEngine } from "#services/engine-link";

/** Starts the engine as a child of this process, for hosts that are plain Node. */
export function forkWithNode(engineFile: string): ForkEngine {
  return () => {
    const child = fork(engineFile, [], { serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
    let gone = false;
    const exitListeners: (() => void)[] = [];
    const left = () => {
      if (gone) return;
      gone = true;
      for (const listener of exitListeners) listener();
    };
    child.once("exit", left);
    child.once("error", left);
    return {
      send: (order) => {
        if (!gone && child.connected) child.send(order, () => undefined);
      },
      onNews: (listener) => child.on("message", (news) => listener(news as EngineNews)),
      onExit: (listener) => void (gone ? listener() : exitListeners.push(listener)),
      kill: () => void child.kill("SIGKILL"),
    };
  };
}
