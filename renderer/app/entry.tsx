import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { Bridge } from "#contract/bridge";
import { App } from "#renderer/app/App.tsx";
import { CrashGuard } from "#renderer/app/CrashGuard.tsx";
import { fetchDocks } from "#renderer/app/docks.ts";
import { listenForKeys } from "#renderer/app/keyboard.ts";
import { listenToServices } from "#renderer/app/services-link.ts";
import { rememberView } from "#renderer/app/remember-view.ts";
import { reportUncaught } from "#renderer/app/uncaught.ts";
import { createClient } from "#renderer/client/client.ts";
import { electronTransport } from "#renderer/client/electron-transport.ts";
import { PixelSource } from "#renderer/client/pixel-source.ts";
import { webTransport } from "#renderer/client/web-transport.ts";
import { createWorkstation, WorkstationContext } from "#renderer/state/store.ts";
import { applyTheme, storedTheme } from "#renderer/state/stored-theme.ts";
import "#renderer/ui/tokens.css";
import "#renderer/ui/base.css";
import "#renderer/ui/controls.css";
import "#renderer/app/shell.css";
import "#renderer/app/commands.css";
import "#renderer/views/library/library.css";
import "#renderer/views/steps/steps.css";
import "#renderer/views/detect/detect.css";
import "#renderer/views/stage/stage.css";
import "#renderer/views/neurons/neurons.css";
import "#renderer/views/naming/naming.css";
import "#renderer/views/activity/activity.css";
import "#renderer/views/proofread/proofread.css";
// After all others: it rearranges them where there is little room.
import "#renderer/app/narrow.css";

declare global {
  interface Window {
    /** Put there by the desktop's preload; absent in a browser. */
    readonly nematrace?: Bridge;
  }
}

const transport = window.nematrace ? electronTransport(window.nematrace) : webTransport();
const outside = { client: createClient(transport), pixels: new PixelSource(transport), pathOf: transport.pathOf };
const store = createWorkstation(outside);
applyTheme(storedTheme());
listenToServices(store, transport);
reportUncaught(store);
listenForKeys(store);
rememberView(store);

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element with the id root.");
createRoot(root).render(
  <StrictMode>
    <WorkstationContext value={{ store, outside }}>
      <CrashGuard>
        <App />
      </CrashGuard>
    </WorkstationContext>
  </StrictMode>,
);
fetchDocks();
