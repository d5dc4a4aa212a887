import { beforeEach, expect, test, vi } from "vitest";
import type { Event } from "#contract/events";
import { connect } from "#hosts/electron/wire";
import { Announcer } from "#services/announcer";
import type { Services } from "#services/services";

type Listener = (event: unknown, ...rest: unknown[]) => unknown;
const channels = vi.hoisted(() => new Map<string, Listener>());
const sent = vi.hoisted((): unknown[] => []);

// Electron's own side of the wire: it can be had only inside Electron.
vi.mock("electron", () => ({
  ipcMain: {
    handle: (name: string, listener: Listener) => channels.set(name, listener),
    on: (name: string, listener: Listener) => channels.set(name, listener),
  },
  BrowserWindow: { getAllWindows: () => [{ webContents: { send: (channel: string, news: unknown) => sent.push([channel, news]) } }] },
}));

const page = { senderFrame: { parent: null, url: "app://nematrace/index.html" } };
const strangers = {
  "another origin": { senderFrame: { parent: null, url: "https://example.org/" } },
  "a frame inside the page": { senderFrame: { parent: {}, url: "app://nematrace/index.html" } },
  "a frame that is gone": { senderFrame: null },
};

let allowed: string[] = [];
let announcer: Announcer;
let open: (path: string) => void;
const hear = (channel: string, ...args: [unknown, ...unknown[]]) => channels.get(channel)!(...args);

beforeEach(() => {
  allowed = [];
  sent.length = 0;
  announcer = new Announcer();
  // The wire touches these two services only; calls go to dispatch.
  open = connect({ places: { allow: (path: string) => allowed.push(path) }, announcer } as unknown as Services);
});

test("there are three channels and no more", () => {
  expect([...channels.keys()].sort()).toEqual(["call", "dropped", "listening"]);
});

test("a call of our page reaches the one door", async () => {
  expect(await hear("call", page, "no.such.call", {})).toMatchObject({ ok: false, failure: { code: "invalid-input" } });
});

test.each(Object.entries(strangers))("%s may not call, nor name files", async (_, stranger) => {
  expect(await hear("call", stranger, "app.about", {})).toMatchObject({ ok: false, failure: { code: "forbidden" } });
  hear("dropped", stranger, "/etc/passwd");
  expect(allowed).toEqual([]);
});

test("a dropped file may be opened", () => {
  hear("dropped", page, "/data/worm.tif");
  expect(allowed).toEqual(["/data/worm.tif"]);
});

test("a file the system opens waits until the window listens", () => {
  open("/data/worm.tif");
  expect(sent).toEqual([]);
  hear("listening", page);
  const news: Event = { kind: "menu", command: "open", path: "/data/worm.tif" };
  expect(sent).toEqual([["event", news]]);
  expect(allowed).toEqual(["/data/worm.tif"]);
});
