import type { WorkstationStore } from "#renderer/state/store.ts";

/** Says what went wrong where nobody waited for it: a message with details to copy, instead of a window that stays silent. */
export function reportUncaught(store: Pick<WorkstationStore, "getState">, page: EventTarget = window): void {
  const report = (thrown: unknown) => store.getState().report(thrown);
  page.addEventListener("error", (event) => {
    // Without an error in it, the event is the browser's own remark, about an observer that needs one more round.
    if ("error" in event && event.error) report(event.error);
  });
  page.addEventListener("unhandledrejection", (event) => {
    if ("reason" in event) report(event.reason);
  });
}
