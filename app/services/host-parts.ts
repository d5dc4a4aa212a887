import type { ForkEngine } from "#services/engine-link";

/** What a host hands down to the services: the things that differ between a desktop and a browser. */
export interface HostParts {
  readonly host: "electron" | "browser";
  /** The only folder the window may look into; null on the desktop, where the system's dialogs pick. */
  readonly dataRoot: string | null;
  /** Folder of the program's own files: the list of recent studies. */
  readonly stateFolder: string;
  /** Folder under which the sample recording is made. */
  readonly sampleFolder: string;
  readonly forkEngine: ForkEngine;
  /** The system's file dialog, where there is one; answers the path picked, or null. */
  readonly pick: ((purpose: "recording" | "study" | "folder" | "tracks" | "model") => Promise<string | null>) | null;
  /** Hears of each study that is opened: the desktop keeps a list of recent documents. */
  readonly opened?: (path: string) => void;
}
