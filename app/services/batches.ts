import { stat } from "node:fs/promises";
import type { BatchItem, BatchSettings, BatchState } from "#contract/batch";
import type { CallInput } from "#contract/calls";
import { Failure } from "#contract/failure";
import { sheets, steps } from "#contract/parameters";
import { studyBeside } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import { openStudy } from "#io/study/study";
import { batchParameters, waitingItem } from "#jobs/batch";
import type { Announcer } from "#services/announcer";
import type { KeptBatch, KeptBatches } from "#services/kept-batches";
import type { JobQueue } from "#services/job-queue";
import type { Places } from "#services/places";
import type { Studies } from "#services/studies";

const remembered = 10;

/**
 * Batches of recordings, each one job in the queue; their studies are closed in the window while they are worked on.
 * They are kept on disk: what was under way when the program ended is gone on with when it starts again.
 */
export class Batches {
  #batches: readonly KeptBatch[];
  #count = 0;
  #closing = false;

  constructor(
    readonly places: Places,
    readonly studies: Studies,
    readonly jobs: JobQueue,
    readonly announcer: Announcer,
    readonly kept: KeptBatches,
  ) {
    // Numbers of jobs begin anew with each run of the program. What is all done is shown once more, and then forgotten.
    this.#batches = kept
      .load()
      .filter(({ batch }) => !batch.job.startsWith("earlier-") || batch.items.some(({ status }) => status !== "done"))
      .map(({ batch, settings }, n) => ({ batch: { ...batch, job: `earlier-${n}` }, settings }));
    if (this.#batches.length > 0) kept.save(this.#batches);
    // On the desktop their recordings were picked by the user before.
    if (places.root === null) for (const { batch } of this.#batches) for (const { recording } of batch.items) places.allow(recording);
  }

  /** Newest first. */
  list(): BatchState[] {
    return this.#batches.map(({ batch }) => batch);
  }

  /** @throws Failure "not-found" | "forbidden" | "invalid-input" | "out-of-range" | "busy" */
  async start({ recordings, like, settings }: CallInput<"batch.start">): Promise<BatchState> {
    const shared = like === null ? settings : settingsOf(this.places.checkStudy(like));
    batchParameters(shared);
    const entries = [...new Set(recordings.map((path) => this.places.check(path)))].map((recording) => ({
      recording,
      study: studyBeside(recording),
    }));
    for (const { recording } of entries) {
      await stat(recording).catch(() => {
        throw new Failure("not-found", `There is no recording at ${recording}.`, { path: recording });
      });
    }
    return this.#queue(entries.map(waitingItem), shared, null);
  }

  /**
   * Goes on with a batch that was stopped, or in which recordings failed: those that are done stay as they are.
   *
   * @throws Failure "not-found" | "busy" | "forbidden"
   */
  async resume(job: string): Promise<BatchState> {
    const known = this.#batches.find(({ batch }) => batch.job === job);
    if (!known) throw new Failure("not-found", "There is no such batch; it may have been gone on with already.", { job });
    if (this.jobs.list().some(({ id, status }) => id === job && (status === "queued" || status === "running")))
      throw new Failure("busy", "This batch is being worked on already.", { job });
    return this.#queue(known.batch.items, known.settings, known);
  }

  /** Goes on with what was under way when the program ended, oldest first. */
  async resumeInterrupted(): Promise<void> {
    for (const { batch } of this.#batches.toReversed()) {
      if (!batch.items.some(isOpen)) continue;
      // What cannot be gone on with any more stands there as stopped.
      await this.resume(batch.job).catch(() => this.#change(batch.job, stopped));
    }
  }

  /** From here on the end of a job is the end of the program, after which the batch goes on. */
  close(): void {
    this.#closing = true;
  }

  async #queue(items: readonly BatchItem[], settings: BatchSettings, before: KeptBatch | null): Promise<BatchState> {
    const open = items.map((item) => (item.status === "done" ? item : waitingItem(item)));
    const entries = open.filter(({ status }) => status !== "done").map(({ recording, study }) => ({ recording, study }));
    for (const { recording, study } of entries) {
      this.places.check(recording);
      this.places.checkStudy(study);
      await this.studies.letGo(study, (handle) => this.jobs.isBusy(handle));
    }
    let id = "";
    const job = this.jobs.add({
      kind: "batch",
      study: null,
      chain: `batch ${++this.#count}`,
      order: (named) => ({ kind: "batch", id: named, entries, settings }),
      heard: (item) => this.#change(id, (known) => (known.recording === item.recording ? item : known)),
      changed: (status) => {
        // What a job that ended had not come to, stopped with it.
        if (status !== "queued" && status !== "running") this.#change(id, stopped);
      },
    });
    id = job.id;
    const batch: BatchState = { job: id, items: open };
    this.#batches = [{ batch, settings }, ...this.#batches.filter((other) => other !== before)].slice(0, remembered);
    this.kept.save(this.#batches);
    this.announcer.tell({ kind: "batch", batch });
    return batch;
  }

  #change(job: string, change: (item: BatchItem) => BatchItem): void {
    const before = this.#batches.find(({ batch }) => batch.job === job);
    if (!before || this.#closing) return;
    const batch: BatchState = { job, items: before.batch.items.map(change) };
    this.#batches = this.#batches.map((other) => (other === before ? { ...other, batch } : other));
    // How far a recording has come stands in its study; here only what has become of it.
    if (batch.items.some(({ status }, i) => status !== before.batch.items[i]?.status)) this.kept.save(this.#batches);
    this.announcer.tell({ kind: "batch", batch });
  }
}

/** Whether a recording of a batch waits or is worked on. */
function isOpen({ status }: BatchItem): boolean {
  return status === "running" || status === "waiting";
}

function stopped(item: BatchItem): BatchItem {
  return isOpen(item) ? { ...item, status: "stopped" } : item;
}

/** What was said about a study's recording and what its steps were run with. */
function settingsOf(path: string): BatchSettings {
  const study = openStudy(path, "read");
  try {
    const { settings, refocus } = readMeta(study.database);
    const given = steps.flatMap((step) => {
      const run = currentRun(study, step);
      const known = Object.entries(run?.parameters ?? {}).filter(([name]) => name in sheets[step]);
      return run === null ? [] : [[step, Object.fromEntries(known)] as const];
    });
    return { recording: settings, refocus, steps: Object.fromEntries(given) };
  } finally {
    study.close();
  }
}
