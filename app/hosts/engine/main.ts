import { runEngine, type EngineWire } from "#hosts/engine/run-engine";
import type { EngineOrder } from "#services/engine-link";

/** The wire to the program that forked this process: Electron's parent port, or Node's IPC channel. */
function wire(): EngineWire {
  const port = (
    process as {
      parentPort?: { postMessage(news: unknown): void; on(event: "message", listener: (event: { data: unknown }) => void): void };
    }
  ).parentPort;
  if (port) {
    return {
      tell: (news) => port.postMessage(news),
      // Only this program's own host holds the other end of the port.
      hear: (listener) => port.on("message", ({ data }) => listener(data as EngineOrder)),
    };
  }
  if (!process.send) throw new Error("The engine is started by NemaTrace, not by hand.");
  // A host that is gone leaves nobody to work for.
  process.once("disconnect", () => process.exit(0));
  return {
    tell: (news) => void process.send?.(news),
    hear: (listener) => void process.on("message", (order) => listener(order as EngineOrder)),
  };
}

// The host decides when work stops; a Ctrl-C in its terminal reaches this process too.
process.on("SIGINT", () => undefined);
runEngine(wire());
