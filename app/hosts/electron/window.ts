import { join } from "node:path";
import { app, BrowserWindow, nativeTheme, screen } from "electron";
import { origin, webPreferences } from "#hosts/electron/policy";
import { readWindowState, writeWindowState } from "#hosts/electron/window-state";

/** The one window, where it stood last time. It shows itself once its page is drawn. */
export function openWindow(dist: string): BrowserWindow {
  const stateFile = join(app.getPath("userData"), "window.json");
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { at, width, height, maximized } = readWindowState(stateFile, areas);
  const window = new BrowserWindow({
    ...(at ? { x: at[0], y: at[1] } : {}),
    width,
    height,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: "NemaTrace",
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#101722" : "#ffffff",
    webPreferences: { ...webPreferences, preload: join(dist, "electron/preload.cjs") },
  });
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () => {
    const bounds = window.getNormalBounds();
    writeWindowState(stateFile, { at: [bounds.x, bounds.y], width: bounds.width, height: bounds.height, maximized: window.isMaximized() });
  });
  void window.loadURL(`${origin}/index.html`);
  return window;
}
