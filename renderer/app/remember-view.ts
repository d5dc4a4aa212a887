import type { WorkstationStore } from "#renderer/state/store.ts";

/** How often the view is looked at for changes, ms. */
const every = 2000;

/** Keeps the view on the stage with its study while the window is open; answers how to stop. */
export function rememberView(store: WorkstationStore): () => void {
  const timer = window.setInterval(() => void store.getState().rememberView(), every);
  return () => window.clearInterval(timer);
}
