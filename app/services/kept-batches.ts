import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { batchSettings, batchState } from "#contract/batch";
import { type Holder, isAlive, thisProcess } from "#io/study/lock";

const keptBatch = z.object({ batch: batchState, settings: batchSettings });

/** A batch and what its recordings share. */
export type KeptBatch = z.infer<typeof keptBatch>;

const fileContents = z.object({
  owner: z.object({ pid: z.number(), host: z.string(), started: z.nullable(z.string()), since: z.string(), token: z.string() }),
  batches: z.array(keptBatch),
});

/**
 * The batches of a window, kept between runs of the program. They belong to the program that wrote them last as long as
 * it lives; a second one beside it keeps its own in memory only.
 */
export class KeptBatches {
  readonly #file: string;
  readonly #me: Holder = thisProcess();

  constructor(readonly folder: string) {
    this.#file = join(folder, "batches.json");
  }

  /** What the last program left, newest first; nothing while another one is at work on it. */
  load(): KeptBatch[] {
    const left = this.#read();
    return left === null || this.#isAnothers(left.owner) ? [] : left.batches;
  }

  save(batches: readonly KeptBatch[]): void {
    const left = this.#read();
    if (left !== null && this.#isAnothers(left.owner)) return;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${this.#file}.partial`, JSON.stringify({ owner: this.#me, batches }));
      renameSync(`${this.#file}.partial`, this.#file);
    } catch {
      // A home that cannot be written to costs the memory of the queue, not its work.
    }
  }

  #isAnothers(owner: Holder): boolean {
    return owner.token !== this.#me.token && owner.pid !== process.pid && isAlive(owner);
  }

  #read(): z.infer<typeof fileContents> | null {
    try {
      return z.parse(fileContents, JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      // There is none before the first batch, and an unreadable one is begun anew.
      return null;
    }
  }
}
