import type { Event, JobState } from "#contract/events";
import { JobWatch } from "#hosts/electron/job-watch";

/** What a desktop lets a program do while its window is not looked at. */
export interface Desktop {
  /** Share done, 0..1, in the dock or task bar; null takes it away. */
  readonly showProgress: (share: number | null) => void;
  /** Keeps the machine from sleeping until the answer is called; the screen may go dark. */
  readonly stayAwake: () => () => void;
  readonly isLookedAt: () => boolean;
  readonly notify: (title: string, text: string) => void;
}

const ends = {
  refocus: ["The movie is refocused", "The movie could not be refocused"],
  detect: ["The neurons are found", "The neurons could not be found"],
  link: ["The neurons are followed", "The neurons could not be followed"],
  extract: ["The activity is read", "The activity could not be read"],
  export: ["The tables are exported", "The tables could not be exported"],
  sample: ["The sample recording is ready", "The sample recording could not be made"],
  repair: ["The study is mended", "The study could not be mended"],
  batch: ["The queue of recordings is done", "The queue of recordings could not be finished"],
} as const satisfies Readonly<Record<JobState["kind"], readonly [string, string]>>;

/** Shows work under way in the dock or task bar, keeps the machine awake for it, and tells of its end. */
export function attend(desktop: Desktop): (event: Event) => void {
  const watch = new JobWatch();
  let mayRest: (() => void) | null = null;

  return (event) => {
    if (event.kind !== "job") return;
    const { busy, progress, ended } = watch.hear(event.job);
    desktop.showProgress(progress);
    if (busy) mayRest ??= desktop.stayAwake();
    else {
      mayRest?.();
      mayRest = null;
    }
    if (ended === null || desktop.isLookedAt()) return;
    const [done, failed] = ends[ended.kind];
    desktop.notify(ended.status === "failed" ? failed : done, ended.failure?.message ?? ended.message);
  };
}
