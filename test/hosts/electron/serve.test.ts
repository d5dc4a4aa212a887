import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { windowScheme } from "#hosts/electron/serve";
import { createServices } from "#services/services";

const folder = mkdtempSync(join(tmpdir(), "nematrace-"));
mkdirSync(join(folder, "renderer"));
writeFileSync(join(folder, "renderer", "index.html"), "<!doctype html>");
writeFileSync(join(folder, "secret.json"), "{}");

const services = createServices({
  host: "electron",
  dataRoot: null,
  stateFolder: folder,
  sampleFolder: folder,
  forkEngine: () => {
    throw new Error("No engine is needed here.");
  },
  pick: null,
});
const answer = windowScheme(services, folder);
const get = (url: string) => answer(new Request(url));

test("the page comes from the built folder, under a policy that lets in nothing from elsewhere", async () => {
  const page = await get("app://nematrace/index.html");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toBe("<!doctype html>");
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:|\*/);
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
});

test.each([
  "app://nematrace/../secret.json",
  "app://nematrace/..%2fsecret.json",
  "app://nematrace/%5c..%5csecret.json",
  "app://elsewhere/index.html",
  "app://nematrace/none.html",
])("nothing is served beyond the built folder: %s", async (url) => {
  expect((await get(url)).status).toBe(404);
});

test("bytes are answered under the same scheme, a missing study by a failure record", async () => {
  const none = await get("app://nematrace/bytes/study/unknown/traces");
  expect(none.status).toBeGreaterThanOrEqual(400);
  expect(await none.json()).toMatchObject({ code: expect.any(String), message: expect.any(String) });
});
