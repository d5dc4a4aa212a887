import { Failure, type FailureRecord } from "#contract/failure";
import type { Regions } from "#contract/region";
import type { Candidates, PeakParameters } from "#core/detect/candidates";
import type { StoredVolume } from "#renderer/client/decode.ts";

export interface PeakQuestion {
  readonly id: number;
  readonly volume: StoredVolume;
  readonly parameters: PeakParameters;
  readonly regions: Regions;
}

export type PeakAnswer =
  | { readonly id: number; readonly candidates: Candidates }
  | { readonly id: number; readonly failure: FailureRecord };

interface Waiting {
  readonly question: PeakQuestion;
  readonly resolve: (candidates: Candidates) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Finds the peaks of a stack in a worker, with the code that the step itself runs. One question at a time; of
 * those asked meanwhile only the last is answered, the others fail as cancelled.
 */
export class PeakFinder {
  private worker: Worker | null = null;
  private asked: Waiting | null = null;
  private next: Waiting | null = null;
  private count = 0;

  find(volume: StoredVolume, parameters: PeakParameters, regions: Regions): Promise<Candidates> {
    return new Promise((resolve, reject) => {
      this.next?.reject(new Failure("cancelled", "Another frame was asked for."));
      this.next = { question: { id: ++this.count, volume, parameters, regions }, resolve, reject };
      if (this.asked === null) this.ask();
    });
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    const closed = new Failure("cancelled", "The preview was closed.");
    this.asked?.reject(closed);
    this.next?.reject(closed);
    this.asked = null;
    this.next = null;
  }

  private ask(): void {
    this.asked = this.next;
    this.next = null;
    if (this.asked === null) return;
    this.worker ??= this.start();
    this.worker.postMessage(this.asked.question);
  }

  private start(): Worker {
    const worker = new Worker(new URL("./peak-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<PeakAnswer>) => {
      const { asked } = this;
      if (asked === null || data.id !== asked.question.id) return;
      this.asked = null;
      if ("failure" in data) asked.reject(Failure.from(data.failure));
      else asked.resolve(data.candidates);
      this.ask();
    });
    worker.addEventListener("error", () => {
      const { asked } = this;
      this.asked = null;
      this.worker = null;
      worker.terminate();
      asked?.reject(new Failure("internal", "The preview of neurons stopped working; reload the window."));
      this.ask();
    });
    return worker;
  }
}
