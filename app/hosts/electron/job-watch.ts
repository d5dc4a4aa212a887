import type { JobState } from "#contract/events";

export interface JobOutlook {
  /** Whether anything runs or waits. */
  readonly busy: boolean;
  /** Share done of the running job, 0..1; null while nothing runs. */
  readonly progress: number | null;
  /** The job that this news brought to its end, if it did. */
  readonly ended: JobState | null;
}

/** Follows the jobs' events and says what the desktop should show of them. */
export class JobWatch {
  readonly #open = new Map<string, JobState>();

  hear(job: JobState): JobOutlook {
    const open = job.status === "queued" || job.status === "running";
    const known = this.#open.has(job.id);
    if (open) this.#open.set(job.id, job);
    else this.#open.delete(job.id);
    const running = [...this.#open.values()].find(({ status }) => status === "running");
    return {
      busy: this.#open.size > 0,
      progress: running ? (running.total > 0 ? running.done / running.total : 0) : null,
      ended: known && !open ? job : null,
    };
  }
}
