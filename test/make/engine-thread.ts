import { runEngine } from "#hosts/engine/run-engine";
import type { EngineNews, EngineOrder, ForkEngine } from "#services/engine-link";

/** An engine that works in this process, for tests of what lies around it. It cannot be killed. */
export const engineInProcess: ForkEngine = () => {
  const news: ((news: EngineNews) => void)[] = [];
  const orders: ((order: EngineOrder) => void)[] = [];
  runEngine({
    tell: (told) => setImmediate(() => news.forEach((listener) => listener(structuredClone(told)))),
    hear: (listener) => orders.push(listener),
  });
  return {
    send: (order) => setImmediate(() => orders.forEach((listener) => listener(structuredClone(order)))),
    onNews: (listener) => news.push(listener),
    onExit: () => undefined,
    kill: () => undefined,
  };
};
