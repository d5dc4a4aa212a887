import type { WorkstationStore } from "#renderer/state/store.ts";

/** Does what a native menu or the system asks of the window. */
export function runMenuCommand(store: WorkstationStore, command: string, path: string | undefined): void {
  const state = store.getState();
  const typing = document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea");
  switch (command) {
    case "open":
      if (path !== undefined) void (isStudy(path) ? state.openStudy(path) : state.openRecording(path));
      return;
    case "open-recording":
    case "open-study":
      return void state.pickAndOpen(command === "open-study" ? "study" : "recording");
    case "undo":
    case "redo":
      // The menu's accelerator takes the key away from a field that is being typed in.
      if (typing) document.execCommand(command);
      else void state[command]();
      return;
    case "export":
      state.goTo("export");
      return void (state.study && state.runStep("export"));
    case "shortcuts":
      return state.set({ sheet: "keys" });
    case "about":
      return state.set({ sheet: "about" });
  }
}

/** A study is a folder whose name ends so. */
export function isStudy(path: string): boolean {
  return /\.study[\\/]?$/.test(path);
}
