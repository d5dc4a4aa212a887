import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer } from "#contract/calls";
import type { Event } from "#contract/events";
import { startBrowserHost } from "#hosts/browser/host";
import { forkWithNode } from "#hosts/engine/fork-node";
import { createServices } from "#services/services";
import { contractSuite } from "#test/contract/suite";
import { builtProgram } from "#test/make/built";

contractSuite("over HTTP, with the engine in a process of its own", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nematrace-test-")));
  const forkEngine = forkWithNode(join(builtProgram(), "engine.mjs"));
  const services = createServices({
    host: "browser",
    dataRoot: folder,
    stateFolder: join(folder, ".state"),
    sampleFolder: folder,
    forkEngine,
    pick: null,
  });
  const host = await startBrowserHost(services, { port: 0, rendererFolder: folder, token: "a-token" });
  const base = `http://localhost:${host.port}`;
  const cookie = `nematrace-${host.port}=a-token`;
  return {
    folder,
    call: async (name, input) =>
      (await (
        await fetch(`${base}/call/${name}`, {
          method: "POST",
          headers: { cookie, "content-type": "application/json" },
          body: JSON.stringify(input),
        })
      ).json()) as Answer<unknown>,
    subscribe: (listener) => listen(`${base}/events`, cookie, listener),
    bytes: (path, headers = {}) => fetch(`${base}${path}`, { headers: { cookie, ...headers } }),
    close: async () => {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

/** Reads server-sent events until told to stop. */
function listen(url: string, cookie: string, listener: (event: Event) => void): () => void {
  const controller = new AbortController();
  void (async () => {
    const response = await fetch(url, { headers: { cookie }, signal: controller.signal });
    let text = "";
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value;
      const whole = text.split("\n\n");
      text = whole.pop() ?? "";
      for (const message of whole) if (message.startsWith("data: ")) listener(JSON.parse(message.slice(6)) as Event);
    }
  })().catch(() => undefined);
  return () => controller.abort();
}
