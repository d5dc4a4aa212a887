import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Bridge } from "#contract/bridge";
import type { CallName } from "#contract/calls";
import { windowScheme } from "#hosts/electron/serve";
import { connect } from "#hosts/electron/wire";
import { createServices } from "#services/services";
import { contractSuite } from "#test/contract/suite";
import { engineInProcess } from "#test/make/engine-thread";

vi.mock("electron", async () => (await import("#test/make/joined-electron")).joinedElectron());

const { exposed } = (await import("electron")) as unknown as { exposed: { nematrace: Bridge } };
await import("#hosts/electron/preload");

test("the page is given three functions", () => {
  expect(Object.keys(exposed)).toEqual(["nematrace"]);
  expect(Object.keys(exposed.nematrace).sort()).toEqual(["call", "pathOf", "subscribe"]);
});

contractSuite("over Electron's preload and main side, joined in one process", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nematrace-test-")));
  const services = createServices({
    host: "electron",
    dataRoot: null,
    stateFolder: join(folder, ".state"),
    sampleFolder: folder,
    forkEngine: engineInProcess,
    pick: null,
  });
  connect(services);
  const scheme = windowScheme(services, folder);
  // The folder is dropped on the window: on the desktop that is what opens it.
  exposed.nematrace.pathOf({ path: folder } as unknown as File);
  return {
    folder,
    // The suite also asks for calls that do not exist.
    call: (name, input) => exposed.nematrace.call(name as CallName, input),
    subscribe: exposed.nematrace.subscribe,
    bytes: (path, headers = {}) => scheme(new Request(`app://nematrace${path}`, { headers })),
    close: async () => {
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
