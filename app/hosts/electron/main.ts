import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { app, BrowserWindow, dialog, Menu, protocol } from "electron";
import { attend } from "#hosts/electron/attention";
import { pick } from "#hosts/electron/dialogs";
import { forkEngine } from "#hosts/electron/fork-engine";
import { lockDown } from "#hosts/electron/lockdown";
import { menuTemplate } from "#hosts/electron/menu";
import { scheme } from "#hosts/electron/policy";
import { windowScheme } from "#hosts/electron/serve";
import { openWindow } from "#hosts/electron/window";
import { connect } from "#hosts/electron/wire";
import { makeSample } from "#services/sample";
import { createServices } from "#services/services";

const dist = dirname(dirname(fileURLToPath(import.meta.url)));

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);

if (app.requestSingleInstanceLock()) {
  const fromSystem: string[] = pathsIn(process.argv);
  let open: (path: string) => void = (path) => fromSystem.push(path);
  app.on("open-file", (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on("second-instance", (_, argv) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
    for (const path of pathsIn(argv)) open(path);
  });
  // Electron holds back "ready" until this module has run, so nothing here may wait for it.
  void app.whenReady().then(() => {
    open = run();
    for (const path of fromSystem) open(path);
  });
} else {
  app.quit();
}

/** Builds the program around its services and opens the window; returns what opens a path from the system. */
function run(): (path: string) => void {
  const services = createServices({
    host: "electron",
    dataRoot: null,
    stateFolder: app.getPath("userData"),
    sampleFolder: process.env.NEMATRACE_DATA ?? join(app.getPath("documents"), "NemaTrace"),
    forkEngine: () => forkEngine(dist),
    pick,
  });
  lockDown();
  protocol.handle(scheme, windowScheme(services, dist));
  const open = connect(services);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform, (command) => services.announcer.tell({ kind: "menu", command }))),
  );

  // The sample recording is made behind the window on the first start, so that it is ready when it is wanted.
  if (services.recent.list().length === 0) makeSample(services);
  const window = openWindow(dist);
  const stop = services.announcer.subscribe(attend(window));
  window.on("closed", stop);
  window.on("close", (event) => {
    if (services.jobs.list().some(({ status }) => status === "running") && !mayStop(window)) event.preventDefault();
  });
  app.on("window-all-closed", () => app.quit());
  app.on("will-quit", (event) => {
    event.preventDefault();
    void services.close().finally(() => app.exit());
  });
  return open;
}

function mayStop(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: "question",
    message: "A step is still running.",
    detail: "Closing stops it. Finished frames are kept, and it goes on from there next time.",
    buttons: ["Keep running", "Stop and close"],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** Files and folders among the arguments that the system started the program with. */
function pathsIn(argv: readonly string[]): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith("-") && existsSync(argument))
    .map((path) => resolve(path))
    .filter((path) => path !== app.getAppPath());
}
