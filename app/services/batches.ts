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
import type { JobQueue } from "#services/job-queue";
import type { Places } from "#services/places";
import type { Studies } from "#services/studies";

const remembered = 10;

/** Batches of recordings, each one job in the queue; their studies are closed in the window while they are worked on. */
export class Batches {
  #batches: readonly BatchState[] = [];

  constructor(
    readonly places: Places,
    readonly studies: Studies,
    readonly jobs: JobQueue,
    readonly announcer: Announcer,
  ) {}

  /** Newest first. */
  list(): BatchState[] {
    return [...this.#batches];
  }

  /** @throws Failure "not-found" | "forbidden" | "invalid-input" | "out-of-range" | "busy" */
  async start({ recordings, like, settings }: CallInput<"batch.start">): Promise<BatchState> {
    const shared = like === null ? settings : settingsOf(this.places.checkStudy(like));
    batchParameters(shared);
    const entries = [...new Set(recordings.map((path) => this.places.check(path)))].map((recording) => ({
      recording,
      study: studyBeside(recording),
    }));
    for (const { recording, study } of entries) {
      await stat(recording).catch(() => {
        throw new Failure("not-found", `There is no recording at ${recording}.`, { path: recording });
      });
      this.places.checkStudy(study);
      await this.studies.letGo(study, (handle) => this.jobs.isBusy(handle));
    }
    let id = "";
    const job = this.jobs.add({
      kind: "batch",
      study: null,
      chain: `batch ${this.#batches.length}`,
      order: (named) => ({ kind: "batch", id: named, entries, settings: shared }),
      heard: (item) => this.#change(id, (known) => (known.recording === item.recording ? item : known)),
      changed: (status) => {
        // What a job that ended had not come to, stopped with it.
        if (status !== "queued" && status !== "running") this.#change(id, stopped);
      },
    });
    id = job.id;
    const batch: BatchState = { job: id, items: entries.map(waitingItem) };
    this.#batches = [batch, ...this.#batches].slice(0, remembered);
    this.announcer.tell({ kind: "batch", batch });
    return batch;
  }

  #change(job: string, change: (item: BatchItem) => BatchItem): void {
    const before = this.#batches.find((batch) => batch.job === job);
    if (!before) return;
    const batch: BatchState = { job, items: before.items.map(change) };
    this.#batches = this.#batches.map((other) => (other === before ? batch : other));
    this.announcer.tell({ kind: "batch", batch });
  }
}

function stopped(item: BatchItem): BatchItem {
  return item.status === "running" || item.status === "waiting" ? { ...item, status: "stopped" } : item;
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
