import type { MenuItemConstructorOptions } from "electron";
import type { RecentStudy } from "#hosts/electron/recent-documents";

/** What the desktop's menu does by itself, beside the window's commands. */
export interface OwnMenu {
  readonly recent: readonly RecentStudy[];
  readonly open: (path: string) => void;
  readonly askForUpdates: () => void;
  readonly showCrashNotes: () => void;
}

export function recentMenu({ recent, open }: OwnMenu): MenuItemConstructorOptions {
  return {
    label: "Open Recent",
    enabled: recent.length > 0,
    submenu: recent.map(({ name, path }) => ({ label: name, toolTip: path, sublabel: path, click: () => open(path) })),
  };
}

export function helpItems({ askForUpdates, showCrashNotes }: OwnMenu): MenuItemConstructorOptions[] {
  return [
    { type: "separator" },
    { label: "Check for Updates…", click: askForUpdates },
    { label: "Show Crash Notes", click: showCrashNotes },
  ];
}
