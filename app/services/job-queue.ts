import { Failure, failureRecord, type FailureRecord } from "#contract/failure";
import type { BatchItem } from "#contract/batch";
import type { JobState } from "#contract/events";
import type { Announcer } from "#services/announcer";
import type { EngineNews, EngineOrder, EnginePort, ForkEngine } from "#services/engine-link";

/** What a job does in the engine, and what the host does around it. */
export interface JobOrder {
  readonly kind: JobState["kind"];
  readonly study: string | null;
  readonly order: (id: string) => EngineOrder;
  /** Jobs of one chain fall together: when one does not finish, those after it are cancelled. */
  readonly chain: string;
  /** Work that the window did not ask for by name: it keeps nobody from asking for more. */
  readonly quiet?: boolean;
  /** Hears of the recordings of a batch. */
  readonly heard?: (item: BatchItem) => void;
  /** Called when the job begins, and when it has ended however it did. */
  readonly changed: (status: JobState["status"]) => void | Promise<void>;
}

interface Job {
  state: JobState;
  readonly work: JobOrder;
  began: { readonly time: number; readonly done: number } | null;
}

/** How long a cancelled job may take to stop between frames before its process is ended, ms. */
const patience = 2000;
const remembered = 100;

/**
 * One heavy job at a time, in the engine process. States of a job: queued → running → done | cancelled | failed.
 * The engine is started for the first job, kept warm, and started again after it was lost.
 */
export class JobQueue {
  readonly #jobs: Job[] = [];
  #engine: EnginePort | null = null;
  #running: Job | null = null;
  #cancelling: NodeJS.Timeout | null = null;
  #count = 0;

  constructor(
    readonly announcer: Announcer,
    readonly fork: ForkEngine,
  ) {}

  add(work: JobOrder): JobState {
    const id = `job-${++this.#count}`;
    const state: JobState = {
      id,
      study: work.study,
      kind: work.kind,
      status: "queued",
      ...(work.quiet === true && { quiet: true }),
      done: 0,
      total: 0,
      secondsLeft: null,
      message: "Waiting",
      failure: null,
    };
    this.#jobs.push({ state, work, began: null });
    while (this.#jobs.length > remembered && isOver(this.#jobs[0]!)) this.#jobs.shift();
    this.announcer.tell({ kind: "job", job: state });
    queueMicrotask(() => this.#next());
    return state;
  }

  list(): JobState[] {
    return this.#jobs.map((job) => job.state);
  }

  /** Whether work on a study waits or runs. */
  isBusy(study: string): boolean {
    return this.#jobs.some((job) => job.state.study === study && !isOver(job));
  }

  /** Whether work on a study that was asked for by name waits or runs. */
  isWanted(study: string): boolean {
    return this.#jobs.some((job) => job.state.study === study && !isOver(job) && job.work.quiet !== true);
  }

  /** Takes a waiting job off the queue, or stops a running one: between frames, or at once when that takes too long. */
  cancel(id: string): void {
    const job = this.#jobs.find(({ state }) => state.id === id);
    if (!job) throw new Failure("not-found", "There is no such job; it may have ended before.", { job: id });
    if (job === this.#running) {
      this.#engine?.send({ kind: "cancel", id });
      this.#cancelling ??= setTimeout(() => this.#engine?.kill(), patience);
      this.#set(job, { message: "Stopping", secondsLeft: null });
    } else if (!isOver(job)) {
      this.#end(job, "cancelled", null);
      this.#dropAfter(job);
    }
  }

  /** Ends the engine and with it the running job; finished frames are kept. */
  close(): void {
    for (const job of this.#jobs) if (job.state.status === "queued") this.#end(job, "cancelled", null);
    this.#engine?.kill();
    this.#engine = null;
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#jobs.find(({ state }) => state.status === "queued");
    if (!job) return;
    this.#running = job;
    this.#set(job, { status: "running", message: "Starting" });
    notify(job, "running");
    try {
      this.#engine ??= this.#start();
      this.#engine.send(job.work.order(job.state.id));
    } catch (thrown) {
      this.#finish("failed", failureRecord(thrown));
    }
  }

  #start(): EnginePort {
    const engine = this.fork();
    engine.onNews((news) => this.#hear(news));
    engine.onExit(() => {
      if (this.#engine !== engine) return;
      this.#engine = null;
      if (!this.#running) return;
      if (this.#cancelling) this.#finish("cancelled", null);
      else this.#finish("failed", engineLost.toRecord());
    });
    return engine;
  }

  #hear(news: EngineNews): void {
    const job = this.#running;
    if (!job || job.state.id !== news.id) return;
    if (news.kind === "item") return job.work.heard?.(news.item);
    if (news.kind === "ended") return this.#finish("done", null, news.message);
    if (news.kind === "failed") {
      const cancelled = news.failure.code === "cancelled";
      return this.#finish(cancelled ? "cancelled" : "failed", cancelled ? null : news.failure);
    }
    if (this.#cancelling || news.kind !== "progress") return;
    job.began ??= { time: performance.now(), done: news.done };
    this.#set(job, { done: news.done, total: news.total, message: news.message, secondsLeft: secondsLeft(job.began, news) });
  }

  #finish(status: "done" | "cancelled" | "failed", failure: FailureRecord | null, message?: string): void {
    const job = this.#running;
    if (!job) return;
    this.#running = null;
    if (this.#cancelling) clearTimeout(this.#cancelling);
    this.#cancelling = null;
    this.#end(job, status, failure, message);
    if (status !== "done") this.#dropAfter(job);
    // The host first hears of the end; then the next job begins.
    setImmediate(() => this.#next());
  }

  /** Cancels what waits behind a job that did not finish. */
  #dropAfter(job: Job): void {
    for (const later of this.#jobs.slice(this.#jobs.indexOf(job) + 1)) {
      if (later.work.chain === job.work.chain && later.state.status === "queued")
        this.#end(later, "cancelled", null, `Not run, because ${job.state.kind} did not finish`);
    }
  }

  #end(job: Job, status: "done" | "cancelled" | "failed", failure: FailureRecord | null, message?: string): void {
    const done = status === "done" ? job.state.total : job.state.done;
    this.#set(job, {
      status,
      failure,
      done,
      secondsLeft: null,
      message: message ?? failure?.message ?? (status === "done" ? "Done" : "Cancelled; finished frames are kept"),
    });
    notify(job, status);
  }

  #set(job: Job, change: Partial<JobState>): void {
    job.state = { ...job.state, ...change };
    this.announcer.tell({ kind: "job", job: job.state });
  }
}

const engineLost = new Failure(
  "engine-lost",
  "The process that computes ended unexpectedly; the finished frames are kept, so run the step again to go on from there.",
);

/** What a host does around a job must not end the program: a study that cannot be read any more says so when it is asked for. */
function notify(job: Job, status: JobState["status"]): void {
  Promise.resolve()
    .then(() => job.work.changed(status))
    .catch(() => undefined);
}

function isOver({ state }: Job): boolean {
  return state.status !== "queued" && state.status !== "running";
}

function secondsLeft(
  began: { readonly time: number; readonly done: number },
  { done, total }: { readonly done: number; readonly total: number },
): number | null {
  const worked = done - began.done;
  return worked <= 0 ? null : (((performance.now() - began.time) / 1000) * (total - done)) / worked;
}
