import { Failure, type FailureRecord } from "#contract/failure";
import type { Rows } from "#core/analysis/rows";
import type { Analyses, AnalysisKind } from "#renderer/client/analysis-task.ts";

/** A question as it goes to the worker; traces go along only when they are others than last. */
export interface Asked {
  readonly id: number;
  readonly rows: Rows | null;
  readonly kind: AnalysisKind;
  readonly options: unknown;
}

export type Answered = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly failure: FailureRecord };

const mostKept = 24;

/** Analyses traces beside the window, so that it never waits; the same question is worked out once. */
export class Analyst {
  private worker: Worker | null = null;
  private sent: Rows | null = null;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  private kept = new WeakMap<Rows, Map<string, Promise<unknown>>>();
  private next = 1;

  /** @throws Failure what the analysis refused */
  ask<K extends AnalysisKind>(kind: K, of: Rows, options: Analyses[K]["options"]): Promise<Analyses[K]["answer"]> {
    const known = this.kept.get(of) ?? new Map<string, Promise<unknown>>();
    this.kept.set(of, known);
    const key = `${kind}:${JSON.stringify(options)}`;
    const held = known.get(key);
    // One key always leads to one kind of answer.
    if (held) return held as Promise<Analyses[K]["answer"]>;
    const promise = this.send(kind, of, options) as Promise<Analyses[K]["answer"]>;
    known.set(key, promise);
    const oldest = known.keys().next().value;
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
    promise.catch(() => known.delete(key));
    return promise;
  }

  private send(kind: AnalysisKind, of: Rows, options: unknown): Promise<unknown> {
    const worker = (this.worker ??= this.start());
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      const asked: Asked = { id, rows: this.sent === of ? null : of, kind, options };
      this.sent = of;
      worker.postMessage(asked);
    });
  }

  private start(): Worker {
    const worker = new Worker(new URL("./analysis-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
      const waiter = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ("failure" in data) waiter?.reject(Failure.from(data.failure));
      else waiter?.resolve(data.answer);
    });
    worker.addEventListener("error", (event) => {
      const failure = new Failure(
        "internal",
        `The analysis stopped: ${event.message || "its worker could not be started"}. Reload the window.`,
      );
      for (const { reject } of this.waiting.values()) reject(failure);
      this.waiting.clear();
      worker.terminate();
      this.worker = null;
      this.sent = null;
    });
    return worker;
  }
}
