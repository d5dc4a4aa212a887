import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { IpcRendererEvent } from "electron";
import type { Bridge } from "#contract/bridge";

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke("call", name, input),
  subscribe: (listener) => {
    const relay = (_: IpcRendererEvent, event: Parameters<typeof listener>[0]) => listener(event);
    ipcRenderer.on("event", relay);
    ipcRenderer.send("listening");
    return () => void ipcRenderer.off("event", relay);
  },
  pathOf: (file) => {
    const path = webUtils.getPathForFile(file);
    ipcRenderer.send("dropped", path);
    return path;
  },
};

contextBridge.exposeInMainWorld("nematrace", bridge);
