import type { WebPreferences } from "electron";

/** The window's own scheme and origin; nothing is ever loaded from elsewhere. */
export const scheme = "app";
export const origin = `${scheme}://nematrace`;

/** The page can compute and call the preload's functions; it has neither Node nor Electron. */
export const webPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
} as const satisfies WebPreferences;

/** Whether a page or frame is the window that this program serves. */
export function isOurs(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === `${scheme}:` && new URL(url).host === "nematrace";
}

/** The only permissions a page of ours needs: "Copy details" writes text, the stage fills the screen. */
export function mayHave(permission: string, url: string): boolean {
  return isOurs(url) && (permission === "clipboard-sanitized-write" || permission === "fullscreen");
}

/** Addresses that a link in the window may open in the user's own browser: papers by their DOI. */
export function mayLeave(url: string): boolean {
  return URL.canParse(url) && new URL(url).origin === "https://doi.org";
}
