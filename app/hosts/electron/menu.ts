import type { MenuItemConstructorOptions } from "electron";
import { type CommandId, commandIds, commandOf, type KeyChoices, keysOf } from "#contract/commands";
import { helpItems, recentMenu, type OwnMenu } from "#hosts/electron/own-menu";

/** The native menu: the system's own roles, and the window's commands with the keys that the user gave them. */
export function menuTemplate(
  platform: NodeJS.Platform,
  keys: KeyChoices,
  ask: (command: CommandId) => void,
  own: OwnMenu,
): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const of = (menu: string): MenuItemConstructorOptions[] =>
    commandIds.filter((id) => commandOf(id).menu === menu).map((id) => itemOf(id, keys, ask));
  return [
    ...(mac ? [{ role: "appMenu" } as const] : []),
    { label: "&File", submenu: [...of("File"), recentMenu(own), { type: "separator" }, mac ? { role: "close" } : { role: "quit" }] },
    {
      label: "&Edit",
      submenu: [...of("Edit"), { type: "separator" }, { role: "cut" }, { role: "copy" }, { role: "paste" }, { role: "selectAll" }],
    },
    {
      label: "&View",
      submenu: [
        ...of("View"),
        { type: "separator" },
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
        { role: "toggleDevTools" },
      ],
    },
    { label: "&Run", submenu: of("Run") },
    { role: "windowMenu" },
    { role: "help", submenu: [...of("Help"), ...helpItems(own)] },
  ];
}

function itemOf(id: CommandId, keys: KeyChoices, ask: (command: CommandId) => void): MenuItemConstructorOptions {
  const accelerator = keysOf(id, keys).map(acceleratorOf).find(Boolean);
  return {
    id,
    label: commandOf(id).title,
    click: () => ask(id),
    // The window listens to the keys itself, so that a field keeps those it needs.
    ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
  };
}

const named: Readonly<Record<string, string>> = {
  ArrowLeft: "Left",
  ArrowRight: "Right",
  ArrowUp: "Up",
  ArrowDown: "Down",
  Escape: "Esc",
  "+": "Plus",
};

/** A chord as Electron writes it; null for single letters and signs, which a Mac would take away from typing. */
function acceleratorOf(chord: string): string | null {
  const parts = chord.split("+");
  if (parts[0] !== "Mod" && !/^F\d+$/.test(chord)) return null;
  return parts.map((part) => (part === "Mod" ? "CmdOrCtrl" : (named[part] ?? part))).join("+");
}
