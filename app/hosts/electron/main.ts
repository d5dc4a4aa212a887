import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { app, BrowserWindow, crashReporter, dialog, Menu, protocol, session, shell } from "electron";
import { programVersion } from "#contract/version";
import { attend } from "#hosts/electron/attention";
import { CrashNotes } from "#hosts/electron/crash-notes";
import { askOver, comeForward, desktopOf, watchOver } from "#hosts/electron/desktop";
import { pick } from "#hosts/electron/dialogs";
import { forkEngine } from "#hosts/electron/fork-engine";
import { pathsHandedOver, pathsIn } from "#hosts/electron/handed-over";
import { lockDown } from "#hosts/electron/lockdown";
import { menuTemplate } from "#hosts/electron/menu";
import { scheme } from "#hosts/electron/policy";
import { jumpList, offered } from "#hosts/electron/recent-documents";
import { windowScheme } from "#hosts/electron/serve";
import { Updates } from "#hosts/electron/updates";
import { openWindow } from "#hosts/electron/window";
import { connect } from "#hosts/electron/wire";
import { makeSample } from "#services/sample";
import { createServices } from "#services/services";

const dist = dirname(dirname(fileURLToPath(import.meta.url)));

// Crash dumps are kept on this machine, beside the notes; nobody is told of them.
crashReporter.start({ uploadToServer: false });
const notes = new CrashNotes(app.getPath("crashDumps"));
process.on("uncaughtException", (error) => {
  notes.write(error.stack ?? error.message);
  dialog.showErrorBox(
    "NemaTrace has to close",
    `${error.message}\n\nFinished frames and edits are kept. A note was written to ${notes.file}.`,
  );
  app.exit(1);
});
process.on("unhandledRejection", (reason) => notes.write(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)));

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);
app.setAppUserModelId("org.nematrace.workstation");

const given = pathsIn(process.argv, process.cwd(), app.getAppPath());
if (app.requestSingleInstanceLock({ paths: given })) {
  const fromSystem: string[] = [...given];
  let open: (path: string) => void = (path) => fromSystem.push(path);
  app.on("open-file", (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on("second-instance", (_event, _argv, _folder, handedOver) => {
    comeForward(BrowserWindow.getAllWindows()[0]);
    for (const path of pathsHandedOver(handedOver)) open(path);
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
    opened: (path) => {
      app.addRecentDocument(path);
      setMenus();
    },
  });
  const openOutside = (url: string) => void shell.openExternal(url);
  lockDown({ app, session: session.defaultSession, openOutside });
  protocol.handle(scheme, windowScheme(services, dist));
  const open = connect(services);

  // The sample recording is made behind the window on the first start, so that it is ready when it is wanted.
  if (services.recent.list().length === 0) makeSample(services);
  const window = openWindow(dist);
  watchOver(window, notes);
  const updates = new Updates({
    version: programVersion,
    repository: repository(),
    consentFile: join(app.getPath("userData"), "updates.json"),
    ask: askOver(window),
    // A session of its own: the window's reaches no other machine.
    fetch: (url) => session.fromPartition("updates").fetch(url),
    openOutside,
  });
  void updates.atStart();

  const setMenus = () => {
    const own = {
      recent: offered(services.recent.list()),
      open,
      askForUpdates: () => void updates.onRequest(),
      showCrashNotes: () => void shell.openPath(notes.folder),
    };
    const ask = (command: string) => services.announcer.tell({ kind: "menu", command });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, services.preferences.read().keys, ask, own)));
    if (process.platform === "win32") app.setJumpList(jumpList(services.recent.list(), process.execPath));
  };
  setMenus();
  services.announcer.subscribe((event) => event.kind === "preferences" && setMenus());

  const stop = services.announcer.subscribe(attend(desktopOf(window)));
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

/** `owner/name` of the place that this copy was published at: the packing writes it into package.json. */
function repository(): string | null {
  try {
    const { releases } = JSON.parse(readFileSync(join(app.getAppPath(), "package.json"), "utf8")) as { releases?: unknown };
    return typeof releases === "string" && /^[\w.-]+\/[\w.-]+$/.test(releases) ? releases : null;
  } catch {
    return null;
  }
}
