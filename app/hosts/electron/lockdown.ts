import { app, session } from "electron";
import { isOurs, mayHave } from "#hosts/electron/policy";

/** Refuses whatever a page of ours never needs: devices, most permissions, other pages, new windows, embedded views. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((page, permission, answer) => answer(mayHave(permission, page.getURL())));
  session.defaultSession.setPermissionCheckHandler((_page, permission, asking) => mayHave(permission, asking));
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on("web-contents-created", (_, page) => {
    page.setWindowOpenHandler(() => ({ action: "deny" }));
    page.on("will-navigate", (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    page.on("will-redirect", (event) => event.preventDefault());
    page.on("will-attach-webview", (event) => event.preventDefault());
  });
}
