import { Notification, powerSaveBlocker } from "electron";
import type { BrowserWindow } from "electron";
import type { Event } from "#contract/events";
import { JobWatch } from "#hosts/electron/job-watch";

/** Shows work under way in the dock or task bar, keeps the machine awake for it, and tells of its end. */
export function attend(window: BrowserWindow): (event: Event) => void {
  const watch = new JobWatch();
  let blocker: number | null = null;

  return (event) => {
    if (event.kind !== "job" || window.isDestroyed()) return;
    const { busy, progress, ended } = watch.hear(event.job);
    window.setProgressBar(progress ?? -1);
    if (busy && blocker === null) blocker = powerSaveBlocker.start("prevent-app-suspension");
    if (!busy && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
    if (ended && ended.status !== "cancelled" && !window.isFocused() && Notification.isSupported()) {
      const failed = ended.status === "failed";
      const notice = new Notification({
        title: failed ? `NemaTrace could not finish: ${ended.kind}` : `NemaTrace has finished: ${ended.kind}`,
        body: ended.failure?.message ?? ended.message,
      });
      notice.on("click", () => window.show());
      notice.show();
    }
  };
}
