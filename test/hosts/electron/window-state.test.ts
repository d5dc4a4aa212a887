import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readWindowState, writeWindowState } from "#hosts/electron/window-state";

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const file = () => join(mkdtempSync(join(tmpdir(), "nematrace-")), "window.json");

test("the window comes back where it stood", () => {
  const path = file();
  const state = { at: [100, 50] as [number, number], width: 1300, height: 800, maximized: true };
  writeWindowState(path, state);
  expect(readWindowState(path, [screen])).toEqual(state);
});

test("a place on a screen that is gone is forgotten, the size is kept", () => {
  const path = file();
  writeWindowState(path, { at: [3000, 50], width: 1300, height: 800, maximized: false });
  expect(readWindowState(path, [screen])).toEqual({ at: null, width: 1300, height: 800, maximized: false });
});

test("a missing or spoiled file means a first start", () => {
  const path = file();
  expect(readWindowState(path, [screen])).toEqual({ at: null, width: 1440, height: 900, maximized: false });
  writeFileSync(path, '{"width": "wide"');
  expect(readWindowState(path, [screen])).toEqual({ at: null, width: 1440, height: 900, maximized: false });
});
