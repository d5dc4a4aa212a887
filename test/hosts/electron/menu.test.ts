import { expect, test } from "vitest";
import { commandIds, commandOf } from "#contract/commands";
import { menuTemplate } from "#hosts/electron/menu";
import { helpItems, recentMenu, type OwnMenu } from "#hosts/electron/own-menu";

const opened: string[] = [];
const own: OwnMenu = {
  recent: [{ path: "/data/worm.study", name: "worm", exists: true }],
  open: (path) => opened.push(path),
  askForUpdates: () => opened.push("updates"),
  showCrashNotes: () => opened.push("notes"),
};

const nobody = () => undefined;

function itemsOf(platform: NodeJS.Platform, keys = {}) {
  return menuTemplate(platform, keys, nobody, own).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
}

test("each item of ours asks the window for its command, and every command with a menu has one", () => {
  const asked: string[] = [];
  const items = menuTemplate("linux", {}, (command) => asked.push(command), own).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  );
  const ours = items.filter(({ id }) => id !== undefined);
  // The click of a template is called by Electron with arguments that ours does not look at.
  for (const { click } of ours) (click as () => void)();
  expect(asked).toEqual(ours.map(({ id }) => id));
  expect(asked.toSorted()).toEqual(commandIds.filter((id) => commandOf(id).menu !== undefined).toSorted());
});

test("shortcuts are given once", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    const keys = itemsOf(platform).flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test("a menu shows the keys that the user gave, and none where a Mac would take a letter away from typing", () => {
  const of = (keys: Record<string, string[]>) => itemsOf("darwin", keys).find(({ id }) => id === "file.export")?.accelerator;
  expect(of({})).toBe("CmdOrCtrl+E");
  expect(of({ "file.export": ["Mod+Shift+ArrowUp"] })).toBe("CmdOrCtrl+Shift+Up");
  expect(of({ "file.export": ["E"] })).toBeUndefined();
});

test("the program's own menu stands first on macOS only", () => {
  expect(menuTemplate("darwin", {}, nobody, own)[0]).toEqual({ role: "appMenu" });
  expect(menuTemplate("win32", {}, nobody, own)[0]).toMatchObject({ label: "&File" });
});

test("recent studies are opened by their path, and the menu of none is grey", () => {
  const { submenu, enabled } = recentMenu(own);
  expect(enabled).toBe(true);
  // Electron calls a template's click with arguments that ours does not look at.
  for (const { click } of submenu as { click: () => void }[]) click();
  for (const { click } of helpItems(own)) (click as (() => void) | undefined)?.();
  expect(opened).toEqual(["/data/worm.study", "updates", "notes"]);
  expect(recentMenu({ ...own, recent: [] }).enabled).toBe(false);
});
