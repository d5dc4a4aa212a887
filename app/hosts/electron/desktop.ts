import { app, dialog, Notification, powerSaveBlocker, shell } from "electron";
import type { BrowserWindow } from "electron";
import type { Desktop } from "#hosts/electron/attention";
import type { CrashNotes } from "#hosts/electron/crash-notes";
import { Mishaps, type Question } from "#hosts/electron/mishaps";

/** The desktop's own parts around a window, as the rest of this host takes them. */
export function desktopOf(window: BrowserWindow): Desktop {
  return {
    showProgress: (share) => {
      if (!window.isDestroyed()) window.setProgressBar(share ?? -1);
    },
    stayAwake: () => {
      const blocker = powerSaveBlocker.start("prevent-app-suspension");
      return () => powerSaveBlocker.stop(blocker);
    },
    isLookedAt: () => !window.isDestroyed() && window.isFocused(),
    notify: (title, body) => {
      if (!Notification.isSupported()) return;
      const notice = new Notification({ title, body });
      notice.on("click", () => comeForward(window));
      notice.show();
    },
  };
}

/** Asks in a dialog over the window; closing the dialog is the last button. */
export function askOver(window: BrowserWindow): (question: Question) => Promise<number> {
  return async ({ message, detail, buttons }) => {
    const options = { type: "question" as const, message, detail, buttons: [...buttons], defaultId: 0, cancelId: buttons.length - 1 };
    const { response } = window.isDestroyed() ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options);
    return response;
  };
}

/** Watches the window's process, and offers a way back when it falls over. */
export function watchOver(window: BrowserWindow, notes: CrashNotes): void {
  const mishaps = new Mishaps({
    ask: askOver(window),
    // A page that never came is loaded anew; one that broke comes back to the same address.
    reload: () => window.webContents.reload(),
    close: () => window.destroy(),
    showNotes: () => void shell.openPath(notes.folder),
    note: (line) => notes.write(line),
  });
  window.webContents.on("render-process-gone", (_, { reason, exitCode }) => void mishaps.pageGone(reason, exitCode));
  window.webContents.on("did-fail-load", (_, code, description, _url, isMainFrame) => {
    if (isMainFrame) void mishaps.pageMissing(code, description);
  });
  window.on("unresponsive", () => void mishaps.pageHangs());
  app.on("child-process-gone", (_, { type, name, reason, exitCode }) => {
    if (reason !== "clean-exit" && reason !== "killed")
      notes.write(`A helper process ended: ${name ?? type}, ${reason}, code ${exitCode}.`);
  });
}

export function comeForward(window: BrowserWindow | undefined): void {
  if (window?.isMinimized()) window.restore();
  window?.show();
  window?.focus();
}
