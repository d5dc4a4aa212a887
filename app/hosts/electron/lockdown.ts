import type { App, Session } from "electron";
import { isOurs, mayHave, mayLeave } from "#hosts/electron/policy";

interface Parts {
  readonly app: Pick<App, "on">;
  readonly session: Pick<
    Session,
    "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler" | "webRequest" | "on"
  >;
  /** Opens an address in the user's own browser. */
  readonly openOutside: (url: string) => void;
}

/**
 * Refuses whatever a page of ours never needs: devices, most permissions, other pages, new windows, embedded views, and
 * every request to another machine. A paper's address opens in the user's own browser.
 */
export function lockDown({ app, session, openOutside }: Parts): void {
  session.setPermissionRequestHandler((page, permission, answer) => answer(mayHave(permission, page.getURL())));
  session.setPermissionCheckHandler((_page, permission, asking) => mayHave(permission, asking));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isHere(url) }));
  session.on("will-download", (event, item) => {
    if (!isOurs(item.getURL().replace(/^blob:/, ""))) event.preventDefault();
  });
  app.on("web-contents-created", (_, page) => {
    page.setWindowOpenHandler(({ url }) => {
      if (mayLeave(url)) openOutside(url);
      return { action: "deny" };
    });
    page.on("will-navigate", (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    page.on("will-frame-navigate", (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    page.on("will-redirect", (event) => event.preventDefault());
    page.on("will-attach-webview", (event) => event.preventDefault());
  });
}

/** Whether a request stays in the program: our own scheme, what a page made itself, and the developer tools. */
function isHere(url: string): boolean {
  return isOurs(url.replace(/^blob:/, "")) || /^(data|devtools|chrome|chrome-extension):/.test(url);
}
