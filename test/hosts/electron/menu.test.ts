import { expect, test } from "vitest";
import { menuTemplate } from "#hosts/electron/menu";
import type { MenuCommand } from "#hosts/electron/menu";

test("each item of ours asks the window for its command", () => {
  const asked: MenuCommand[] = [];
  const items = menuTemplate("linux", (command) => asked.push(command)).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const ours = items.filter(({ id }) => id !== undefined);
  // The click of a template is called by Electron with arguments that ours does not look at.
  for (const { click } of ours) (click as () => void)();
  expect(asked).toEqual(ours.map(({ id }) => id));
  expect(asked).toContain("open-recording");
});

test("shortcuts are given once", () => {
  for (const platform of ["linux", "darwin", "win32"] as const) {
    const keys = menuTemplate(platform, () => undefined)
      .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      .flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test("the program's own menu stands first on macOS only", () => {
  expect(menuTemplate("darwin", () => undefined)[0]).toEqual({ role: "appMenu" });
  expect(menuTemplate("win32", () => undefined)[0]).toMatchObject({ label: "&File" });
});
