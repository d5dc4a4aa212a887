import type { Bridge } from "#contract/bridge";
import type { Transport } from "#renderer/client/transport.ts";
import { posting } from "#renderer/client/web-transport.ts";

/** The desktop's wire: calls over the preload bridge, bytes over the page's own scheme. */
export function electronTransport(bridge: Bridge): Transport {
  return {
    call: (name, input) => bridge.call(name, input),
    subscribe: (listener, connection) => {
      connection("open");
      return bridge.subscribe(listener);
    },
    bytes: (path, signal, body) => fetch(path, { ...(signal ? { signal } : {}), ...posting(body) }),
    pathOf: (file) => bridge.pathOf(file) || null,
  };
}
