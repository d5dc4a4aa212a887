import type { MenuItemConstructorOptions } from "electron";
import { helpItems, recentMenu, type OwnMenu } from "#hosts/electron/own-menu";

/** What the menu can ask of the window. */
export type MenuCommand = "open-recording" | "open-study" | "undo" | "redo" | "export" | "shortcuts" | "about";

/** The native menu: the system's own roles, and what the window does itself. */
export function menuTemplate(platform: NodeJS.Platform, ask: (command: MenuCommand) => void, own: OwnMenu): MenuItemConstructorOptions[] {
  const mac = platform === "darwin";
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    click: () => ask(command),
    ...(accelerator ? { accelerator } : {}),
  });
  return [
    ...(mac ? [{ role: "appMenu" } as const] : []),
    {
      label: "&File",
      submenu: [
        item("Open Recording…", "open-recording", "CmdOrCtrl+O"),
        item("Open Study…", "open-study", "CmdOrCtrl+Shift+O"),
        recentMenu(own),
        { type: "separator" },
        item("Export Tables…", "export", "CmdOrCtrl+E"),
        { type: "separator" },
        mac ? { role: "close" } : { role: "quit" },
      ],
    },
    {
      label: "&Edit",
      submenu: [
        item("Undo", "undo", "CmdOrCtrl+Z"),
        item("Redo", "redo", mac ? "Cmd+Shift+Z" : "Ctrl+Y"),
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    {
      label: "&View",
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
        { role: "toggleDevTools" },
      ],
    },
    { role: "windowMenu" },
    { role: "help", submenu: [item("Keyboard Shortcuts", "shortcuts"), item("About NemaTrace", "about"), ...helpItems(own)] },
  ];
}
