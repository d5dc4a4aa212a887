import { isCommand } from "#contract/commands";
import { giveCommand } from "#renderer/app/give-command.ts";
import type { WorkstationStore } from "#renderer/state/store.ts";

/** Does what a native menu or the system asks of the window. */
export function runMenuCommand(store: WorkstationStore, command: string, path: string | undefined): void {
  const state = store.getState();
  if (command === "open") {
    if (path !== undefined) void (isStudy(path) ? state.openStudy(path) : state.openRecording(path));
    return;
  }
  if (!isCommand(command)) return;
  const typing = document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea");
  // The menu's accelerator takes the key away from a field that is being typed in.
  if (typing && (command === "edit.undo" || command === "edit.redo")) return void document.execCommand(command.slice(5));
  const lack = giveCommand(store, command);
  if (lack !== null) state.notify(`Not now: ${lack}.`);
}

/** A study is a folder whose name ends so. */
function isStudy(path: string): boolean {
  return /\.study[\\/]?$/.test(path);
}
