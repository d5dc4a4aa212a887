import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startBrowserHost } from "#hosts/browser/host";
import { createServices } from "#services/services";
import { engineInProcess } from "#test/make/engine-thread";
import { folder } from "#test/make/folder";

const token = "the-token";

async function serving(): Promise<{ readonly port: number; readonly cookie: string }> {
  const place = folder();
  const window = join(place, "window");
  mkdirSync(join(window, "assets"), { recursive: true });
  writeFileSync(join(window, "index.html"), "<!doctype html>the window");
  writeFileSync(join(window, "assets", "app.js"), "1");
  writeFileSync(join(place, "secret.html"), "secret");
  symlinkSync(join(place, "secret.html"), join(window, "linked.html"));
  const services = createServices({
    host: "browser",
    dataRoot: place,
    stateFolder: join(place, ".state"),
    sampleFolder: place,
    forkEngine: engineInProcess,
    pick: null,
  });
  const host = await startBrowserHost(services, { port: 0, rendererFolder: window, token });
  onTestFinished(() => host.close());
  return { port: host.port, cookie: `nematrace-${host.port}=${token}` };
}

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request as any program could send it; fetch would tidy the path and refuse some headers. */
function send(
  port: number,
  { method = "GET", path, headers = {}, body }: Sent,
): Promise<{ readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, unknown>> }> {
  return new Promise((done, fail) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => done({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

test("the token in the address opens the window and leaves a strict cookie", async () => {
  const { port, cookie } = await serving();
  const page = await send(port, { path: `/?token=${token}` });
  expect(page).toMatchObject({ status: 200, text: "<!doctype html>the window" });
  expect(page.headers["set-cookie"]).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Strict`]);
  expect((await send(port, { path: "/assets/app.js", headers: { cookie } })).status).toBe(200);
});

test("without the token, or with a wrong one, nothing is served", async () => {
  const { port } = await serving();
  for (const [path, headers] of [
    ["/", {}],
    ["/?token=wrong", {}],
    ["/?token=", {}],
    ["/assets/app.js", {}],
    ["/events", {}],
    ["/bytes/recording/recording-1/frame", {}],
    ["/", { cookie: `nematrace-${port}=wrong` }],
    [`/assets/app.js?token=${token}`, {}],
  ] as const) {
    expect((await send(port, { path, headers })).status, path).toBe(403);
  }
});

test("a page of another site cannot reach in: not by its origin, by rebinding its name, or from a frame", async () => {
  const { port, cookie } = await serving();
  const call = { method: "POST", path: "/call/app.about", body: "{}" };
  const json = { cookie, "content-type": "application/json" };
  expect((await send(port, { ...call, headers: json })).status).toBe(200);
  expect((await send(port, { ...call, headers: { ...json, origin: `http://127.0.0.1:${port}` } })).status).toBe(200);
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:1" },
    { host: "evil.example" },
    { host: "localhost.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ]) {
    expect((await send(port, { ...call, headers: { ...json, ...headers } })).status, JSON.stringify(headers)).toBe(403);
  }
  const page = await send(port, { path: "/", headers: { cookie } });
  expect(page.headers).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
  });
  expect(page.headers["content-security-policy"]).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
});

test("no path leads out of the window's folder", async () => {
  const { port, cookie } = await serving();
  for (const path of [
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/assets/..%2f..%2fsecret.html",
    "/..\\secret.html",
    "/%5c..%5csecret.html",
    "/linked.html",
    "/%00",
    "/%ff",
    "//etc/passwd",
    "/C:/secret.html",
    "/assets",
    "/.state/recent.json",
  ]) {
    const { status, text } = await send(port, { path, headers: { cookie } });
    expect([400, 404], path).toContain(status);
    expect(text, path).not.toContain("secret\n");
    expect(text, path).not.toBe("secret");
  }
});

test("a call that is too large, not JSON, or not a POST is refused with a reason", async () => {
  const { port, cookie } = await serving();
  const json = { cookie, "content-type": "application/json" };
  expect(
    (await send(port, { method: "POST", path: "/call/app.about", headers: json, body: `{"x":"${"a".repeat(1 << 20)}"}` })).text,
  ).toContain("out-of-range");
  expect((await send(port, { method: "POST", path: "/call/app.about", headers: json, body: "{" })).status).toBe(400);
  expect(
    (await send(port, { method: "POST", path: "/call/app.about", headers: { cookie, "content-type": "text/plain" }, body: "{}" })).status,
  ).toBe(400);
  expect((await send(port, { path: "/call/app.about", headers: json })).status).toBe(400);
  expect((await send(port, { method: "POST", path: "/call/%E0%A4%A", headers: json, body: "{}" })).status).toBe(400);
  expect((await send(port, { method: "DELETE", path: "/", headers: { cookie } })).status).toBe(400);
});
