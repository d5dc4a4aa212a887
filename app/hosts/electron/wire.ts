import { BrowserWindow, ipcMain } from "electron";
import type { IpcMainEvent, IpcMainInvokeEvent } from "electron";
import type { Event } from "#contract/events";
import { Failure, failureRecord } from "#contract/failure";
import { isOurs } from "#hosts/electron/policy";
import { dispatch } from "#services/dispatch";
import type { Services } from "#services/services";

/** The desktop's wire: calls in, events out. Returns what opens a path that came from the system. */
export function connect(services: Services): (path: string) => void {
  let listening = false;
  const waiting: Event[] = [];

  ipcMain.handle("call", (event, name: unknown, input: unknown) => {
    if (isFromOurPage(event) && typeof name === "string") return dispatch(name, input, services);
    return { ok: false, failure: failureRecord(new Failure("forbidden", "Only the program's own window may call.")) };
  });

  // The preload tells a path only for a file that the user dropped: a page cannot make one up.
  ipcMain.on("dropped", (event, path: unknown) => {
    if (isFromOurPage(event) && typeof path === "string" && path !== "") services.places.allow(path);
  });

  ipcMain.on("listening", (event) => {
    if (!isFromOurPage(event)) return;
    listening = true;
    for (const news of waiting.splice(0)) tell(news);
  });

  services.announcer.subscribe((news) => {
    if (listening || news.kind !== "menu") tell(news);
    else waiting.push(news);
  });

  return (path) => {
    services.places.allow(path);
    services.announcer.tell({ kind: "menu", command: "open", path });
  };
}

function tell(event: Event): void {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send("event", event);
}

function isFromOurPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}
