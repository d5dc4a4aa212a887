import { Failure } from "#contract/failure";
import type { EnginePort, ForkEngine, LookOrder } from "#services/engine-link";

/** How long the process stays when nothing is asked of it, ms. */
const idle = 120_000;

/**
 * A second engine, for what the window looks at: a running conversion never makes it wait. It is started for
 * the first look and ended after two quiet minutes.
 */
export class LiveEngine {
  readonly #waiting = new Map<string, { resolve(value: unknown): void; reject(reason: unknown): void }>();
  #engine: EnginePort | null = null;
  #quiet: NodeJS.Timeout | null = null;
  #count = 0;

  constructor(readonly fork: ForkEngine) {}

  /** @throws Failure of the look; "engine-lost" where the process ended */
  ask(order: LookOrder): Promise<unknown> {
    if (this.#quiet) clearTimeout(this.#quiet);
    const id = `look-${++this.#count}`;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#engine ??= this.#start();
      this.#engine.send({ ...order, id });
    }).finally(() => {
      if (this.#waiting.size > 0) return;
      if (this.#quiet) clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => this.close(), idle);
      this.#quiet.unref();
    });
  }

  /** Lets go of studies and recordings it holds open; what is asked next starts afresh. */
  close(): void {
    if (this.#quiet) clearTimeout(this.#quiet);
    const engine = this.#engine;
    this.#engine = null;
    engine?.kill();
    this.#failAll();
  }

  #start(): EnginePort {
    const engine = this.fork();
    engine.onNews((news) => {
      const waiting = this.#waiting.get(news.id);
      if (!waiting || (news.kind !== "answer" && news.kind !== "failed")) return;
      this.#waiting.delete(news.id);
      if (news.kind === "answer") waiting.resolve(news.value);
      else waiting.reject(Failure.from(news.failure));
    });
    engine.onExit(() => {
      if (this.#engine !== engine) return;
      this.#engine = null;
      this.#failAll();
    });
    return engine;
  }

  #failAll(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Failure("engine-lost", "The process that refocuses for the screen ended; look again to start it anew."));
    }
    this.#waiting.clear();
  }
}
