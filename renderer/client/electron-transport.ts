import type { Bridge } from "#contract/bridge";
import type { Transport } from "#renderer/client/transport.ts";

/** The desktop's wire: calls over the preload bridge, bytes over the page's own scheme. */
export function electronTransport(bridge: Bridge): Transport {
  return {
    call: (name, input) => bridge.call(name, input),
    subscribe: (listener, connection) => {
      connection("open");
      return bridge.subscribe(listener);
    },
    bytes: (path, signal) => fetch(path, signal ? { signal } : {}),
    pathOf: (file) => bridge.pathOf(file) || null,
  };
}
