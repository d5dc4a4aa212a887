import { expect, test } from "vitest";
import { isOurs, mayHave, webPreferences } from "#hosts/electron/policy";

test("the page is isolated and sandboxed, without Node", () => {
  expect(webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test("only the program's own origin may call", () => {
  expect(isOurs("app://nematrace/index.html")).toBe(true);
  for (const other of [
    "https://nematrace/",
    "app://nematrace.evil/",
    "app://evil/nematrace",
    "file:///index.html",
    "data:text/html,x",
    "",
    "about:blank",
  ]) {
    expect(isOurs(other), other).toBe(false);
  }
});

test("a page of ours may write to the clipboard and fill the screen, and nothing else", () => {
  const page = "app://nematrace/index.html";
  const asked = [
    "clipboard-sanitized-write",
    "fullscreen",
    "clipboard-read",
    "media",
    "geolocation",
    "notifications",
    "openExternal",
    "usb",
  ];
  expect(asked.filter((permission) => mayHave(permission, page))).toEqual(["clipboard-sanitized-write", "fullscreen"]);
  expect(asked.some((permission) => mayHave(permission, "https://example.org/"))).toBe(false);
});
