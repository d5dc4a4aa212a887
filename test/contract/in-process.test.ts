import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesPlane } from "#services/bytes";
import { dispatch } from "#services/dispatch";
import { createServices } from "#services/services";
import { contractSuite } from "#test/contract/suite";
import { engineInProcess } from "#test/make/engine-thread";

contractSuite("in one process", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nematrace-test-")));
  const services = createServices({
    host: "browser",
    dataRoot: folder,
    stateFolder: join(folder, ".state"),
    sampleFolder: folder,
    forkEngine: engineInProcess,
    pick: null,
  });
  const bytes = bytesPlane(services);
  return {
    folder,
    call: async (name, input) => structuredClone(await dispatch(name, input, services)),
    subscribe: (listener) => services.announcer.subscribe(listener),
    bytes: (path, headers = {}) => bytes(new Request(new URL(path, "http://localhost"), { headers })),
    close: async () => {
      await services.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
