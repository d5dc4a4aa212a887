import { EventEmitter } from "node:events";

type Handler = (event: unknown, ...input: unknown[]) => unknown;

/**
 * Electron's message pipes with both ends in one process: what the page's preload sends, the main side hears,
 * copied on the way as Electron copies it. Stands in for the module "electron" where there is no Electron.
 */
export function joinedElectron() {
  const page = { senderFrame: { parent: null, url: "app://nematrace/index.html" } };
  const toMain = new EventEmitter();
  const toPage = new EventEmitter();
  const handlers = new Map<string, Handler>();
  const exposed: Record<string, unknown> = {};
  return {
    ipcMain: {
      handle: (channel: string, handler: Handler) => handlers.set(channel, handler),
      on: (channel: string, listener: Handler) => toMain.on(channel, listener),
    },
    ipcRenderer: {
      invoke: async (channel: string, ...input: unknown[]) =>
        structuredClone(await handlers.get(channel)?.(page, ...structuredClone(input))),
      send: (channel: string, ...input: unknown[]) => toMain.emit(channel, page, ...structuredClone(input)),
      on: (channel: string, listener: Handler) => toPage.on(channel, listener),
      off: (channel: string, listener: Handler) => toPage.off(channel, listener),
    },
    BrowserWindow: {
      getAllWindows: () => [{ webContents: { send: (channel: string, news: unknown) => toPage.emit(channel, {}, structuredClone(news)) } }],
    },
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value) },
    /** A dropped file knows its path. */
    webUtils: { getPathForFile: (file: { readonly path: string }) => file.path },
    exposed,
  };
}
