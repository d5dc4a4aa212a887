import type { JobState } from "#contract/events";

export interface JobOutlook {
  /** Whether anything runs or waits. */
  readonly busy: boolean;
  /** Share done of the running job, 0..1; null while nothing runs. */
  readonly progress: number | null;
  /** The job whose end is worth a word: one that failed, or the last of those that were asked for. */
  readonly ended: JobState | null;
}

/** Follows the jobs' events and says what the desktop should show of them. Small work that nobody asked for is left out. */
export class JobWatch {
  readonly #open = new Map<string, JobState>();

  hear(job: JobState): JobOutlook {
    const open = job.status === "queued" || job.status === "running";
    const known = this.#open.has(job.id);
    if (open && !job.quiet) this.#open.set(job.id, job);
    else this.#open.delete(job.id);
    const running = [...this.#open.values()].find(({ status }) => status === "running");
    const busy = this.#open.size > 0;
    return {
      busy,
      progress: running ? (running.total > 0 ? running.done / running.total : 0) : null,
      ended: known && (job.status === "failed" || (job.status === "done" && !busy)) ? job : null,
    };
  }
}
