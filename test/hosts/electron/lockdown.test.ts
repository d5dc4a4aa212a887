import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { lockDown } from "#hosts/electron/lockdown";

type Asked = (...input: unknown[]) => unknown;

/** The parts of Electron that the lock holds on to, standing by themselves. */
function locked() {
  const app = new EventEmitter();
  const handlers: Record<string, Asked> = {};
  const events = new EventEmitter();
  const session = {
    setPermissionRequestHandler: (handler: Asked) => (handlers["request"] = handler),
    setPermissionCheckHandler: (handler: Asked) => (handlers["check"] = handler),
    setDevicePermissionHandler: (handler: Asked) => (handlers["device"] = handler),
    webRequest: { onBeforeRequest: (handler: Asked) => (handlers["fetch"] = handler) },
    on: (name: string, listener: Asked) => events.on(name, listener),
  };
  const opened: string[] = [];
  // Only these members are looked at.
  lockDown({ app, session, openOutside: (url: string) => opened.push(url) } as unknown as Parameters<typeof lockDown>[0]);
  const page = Object.assign(new EventEmitter(), {
    openHandler: (() => undefined) as Asked,
    setWindowOpenHandler(handler: Asked) {
      page.openHandler = handler;
    },
  });
  app.emit("web-contents-created", {}, page);
  return { page, handlers, events, opened };
}

/** Whether an event of the page was refused. */
function refused(page: EventEmitter, name: string, url: string): boolean {
  let prevented = false;
  page.emit(name, { url, preventDefault: () => (prevented = true) });
  return prevented;
}

const elsewhere = [
  "https://example.org/",
  "http://localhost:8080/",
  "file:///etc/passwd",
  "app://evil/index.html",
  "javascript:alert(1)",
  "data:text/html,x",
];

test("no page or frame goes elsewhere, nothing is embedded, and redirects are refused whatever they lead to", () => {
  const { page } = locked();
  for (const url of elsewhere) {
    expect(refused(page, "will-navigate", url), url).toBe(true);
    expect(refused(page, "will-frame-navigate", url), url).toBe(true);
  }
  expect(refused(page, "will-navigate", "app://nematrace/index.html")).toBe(false);
  expect(refused(page, "will-redirect", "app://nematrace/index.html")).toBe(true);
  expect(refused(page, "will-attach-webview", "app://nematrace/index.html")).toBe(true);
});

test("no window opens; a paper's address opens in the user's own browser, no other does", () => {
  const { page, opened } = locked();
  for (const url of [...elsewhere, "https://doi.org.evil.example/", "http://doi.org/10.1038/x", "https://user@evil.example/doi.org"])
    expect(page.openHandler({ url }), url).toEqual({ action: "deny" });
  expect(opened).toEqual([]);
  expect(page.openHandler({ url: "https://doi.org/10.1038/s41592-019-0622-5" })).toEqual({ action: "deny" });
  expect(opened).toEqual(["https://doi.org/10.1038/s41592-019-0622-5"]);
});

test("the window's requests stay in the program", () => {
  const { handlers } = locked();
  const isCancelled = (url: string) => {
    let answer = {};
    handlers["fetch"]?.({ url }, (told: object) => (answer = told));
    return answer;
  };
  for (const url of [
    "https://example.org/x.js",
    "http://127.0.0.1:9/",
    "ws://example.org/",
    "file:///etc/passwd",
    "app://evil/x",
    "ftp://x/",
  ])
    expect(isCancelled(url), url).toEqual({ cancel: true });
  for (const url of ["app://nematrace/bytes/study/1/volume", "blob:app://nematrace/0-1", "data:image/png;base64,AA=="])
    expect(isCancelled(url), url).toEqual({ cancel: false });
});

test("devices and permissions are refused but for writing to the clipboard and filling the screen", () => {
  const { handlers } = locked();
  const asked = (permission: string, url = "app://nematrace/index.html") => {
    let answer: unknown;
    handlers["request"]?.({ getURL: () => url }, permission, (told: unknown) => (answer = told));
    return [answer, handlers["check"]?.(null, permission, url)];
  };
  expect(asked("fullscreen")).toEqual([true, true]);
  for (const permission of [
    "media",
    "geolocation",
    "notifications",
    "midi",
    "hid",
    "serial",
    "openExternal",
    "clipboard-read",
    "display-capture",
  ])
    expect(asked(permission), permission).toEqual([false, false]);
  expect(asked("fullscreen", "https://example.org/")).toEqual([false, false]);
  expect(handlers["device"]?.({})).toBe(false);
});

test("only what the window made itself is downloaded", () => {
  const { events } = locked();
  const isRefused = (url: string) => {
    let prevented = false;
    events.emit("will-download", { preventDefault: () => (prevented = true) }, { getURL: () => url });
    return prevented;
  };
  expect(isRefused("blob:app://nematrace/0-1")).toBe(false);
  expect(isRefused("app://nematrace/bytes/study/1/export?file=traces.csv")).toBe(false);
  expect(isRefused("https://example.org/setup.exe")).toBe(true);
  expect(isRefused("blob:https://example.org/0-1")).toBe(true);
});
