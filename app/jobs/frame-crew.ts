import { once } from "node:events";
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { Failure } from "#contract/failure";
import type { Frame } from "#contract/volume";
import type { FrameSource } from "#contract/source";
import type { VolumeStore } from "#io/volume/store";
import type { FrameOrder, FrameReport, HandOrder } from "#jobs/frame-hand";
import type { RefocusTimes } from "#jobs/develop";
import type { RefocusJob } from "#jobs/refocus-summary";
import type { Refocuser } from "#jobs/refocuser";

/** A frame that lies on the disk, marked finished; `store` in seconds. */
export interface FinishedFrame {
  readonly bytes: number;
  readonly clipped: number;
  readonly store: number;
}

/** What turns frames into stored volumes, one or several at a time. */
export interface FrameCrew {
  /** Frames that are on their way at once. */
  readonly size: number;
  /**
   * Takes frame `t` of the movie on, to be frame `at` of the store; comes back when the next may be brought.
   *
   * @returns `done` settles when the frame is finished, or with what went wrong
   */
  take(t: number, at: number): Promise<{ readonly done: Promise<FinishedFrame> }>;
  /** Stops what is at work, and waits until it has stopped. */
  close(): Promise<void>;
}

/** The crew of one: this thread, which does nothing else meanwhile, while the disk is at the frame before. */
export function soleCrew(refocuser: Refocuser, store: VolumeStore, channels: number): FrameCrew {
  return {
    size: 1,
    async take(t, at) {
      let storing = 0;
      for (let c = 0; c < channels; c++) {
        const { data } = await refocuser.volume(t, c);
        const before = performance.now();
        await store.write(at, c, data);
        storing += performance.now() - before;
      }
      const done = store.finish(at).then((frame) => ({ ...frame, store: storing / 1000 }));
      done.catch(() => undefined);
      return { done };
    },
    close: async () => undefined,
  };
}

/** Fewer frames than this are not worth the start of the hands. */
const fewest = 4;
/** Share of the machine's memory that all hands may take, and bytes a pixel that one takes for the network's own maps. */
const memoryShare = 0.25;
const networkBytes = 600;

/**
 * How many hands a job is worth: one a core, each running the network on one thread, which wastes no time in
 * waiting for the other cores as one network on all of them does; fewer where their stacks would not fit into memory.
 * 0 where this thread has to do the work: on another provider, with a network that makes planes one by one, or where the
 * program is not built.
 */
export function handsFor(job: Pick<RefocusJob, "model">, planes: number, frame: readonly [number, number], frames: number): number {
  const { model } = job;
  if (model.provider !== "cpu" || model.manifest.signature !== "coefficients") return 0;
  if (frames < fewest || handFile() === null) return 0;
  const each = frame[0] * frame[1] * (networkBytes + 3 * 4 * planes);
  const hands = Math.min(model.threads, frames, Math.floor((totalmem() * memoryShare) / each));
  return hands < 2 ? 0 : hands;
}

/** Where the build put the hand's program; null where this code runs from its sources. */
function handFile(): string | null {
  const places = ["./frame-hand.mjs", "../frame-hand.mjs"].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? null;
}

/** What the hands work for: the recording they are brought frames of, and where the volumes go (null: nowhere, to time the work alone). */
export interface HandsWork {
  readonly source: FrameSource;
  readonly refocuser: Refocuser;
  readonly store: Pick<VolumeStore, "path" | "spec"> | null;
  readonly job: RefocusJob;
}

/**
 * Several hands, a thread each with a network of its own; frames are read here and brought to them.
 *
 * @throws Failure as `openModel`, where a hand cannot start
 */
export async function handsCrew({ source, refocuser, store, job }: HandsWork, size: number): Promise<FrameCrew> {
  const file = handFile();
  if (file === null) throw new Failure("not-ready", "The program has not been built; run npm run build first.");
  const order: HandOrder = {
    model: job.model.folder,
    threads: Math.max(1, Math.floor(job.model.threads / size)),
    info: source.info,
    plan: job.plan,
    channels: job.channels,
    axialDirection: job.axialDirection,
    pixelSize: job.pixelSize,
    scales: refocuser.scales,
    ...(job.surface ? { surface: job.surface } : {}),
    store: store && { path: store.path, spec: store.spec },
  };
  const hands = Array.from({ length: size }, () => new Worker(file, { workerData: order }));
  const idle: Worker[] = [];
  const gone = new Set<Worker>();
  for (const hand of hands) hand.once("exit", () => gone.add(hand));
  const busy = new Set<Promise<unknown>>();
  const close = async () => {
    for (const hand of hands) hand.postMessage("stop" satisfies FrameOrder);
    await Promise.allSettled(busy);
    await Promise.all(hands.map((hand) => hand.terminate()));
  };
  try {
    for (const report of await Promise.all(hands.map(answer))) reported(report);
    idle.push(...hands);
  } catch (thrown) {
    await close();
    throw thrown;
  }

  async function give(hand: Worker, order: Exclude<FrameOrder, "stop">): Promise<FinishedFrame> {
    hand.postMessage(order);
    try {
      const { times, ...frame } = reported(await answer(hand));
      addTimes(refocuser.times, times);
      return frame;
    } finally {
      if (!gone.has(hand)) idle.push(hand);
    }
  }

  return {
    size,
    async take(t, at) {
      const started = performance.now();
      const frames: Frame[][] = [];
      for (const c of job.channels) {
        const planes: Frame[] = [];
        for (const z of refocuser.recorded) {
          const plane = await source.read(t, c, z);
          planes.push({ ...plane, data: plane.data.slice() });
        }
        frames.push(planes);
      }
      refocuser.times.read += (performance.now() - started) / 1000;
      // A hand that failed is told by its frame's `done`; the others go on.
      while (idle.length === 0 && busy.size > 0) await Promise.race([...busy].map((work) => work.catch(() => undefined)));
      const hand = idle.pop();
      if (hand === undefined) throw new Failure("internal", "No thread is left to refocus with.", {});
      const done = give(hand, { t, at, frames });
      busy.add(done);
      const over = () => void busy.delete(done);
      done.then(over, over);
      return { done };
    },
    close,
  };
}

/** The next message of a hand. @throws what the hand died of */
async function answer(hand: Worker): Promise<FrameReport> {
  const signal = new AbortController();
  try {
    const [first] = (await Promise.race([
      once(hand, "message", { signal: signal.signal }),
      once(hand, "exit", { signal: signal.signal }).then(() => {
        throw new Failure("internal", "A thread that refocused frames ended before its time.", {});
      }),
    ])) as [FrameReport];
    return first;
  } finally {
    signal.abort();
  }
}

function reported(report: FrameReport): Extract<FrameReport, { readonly ok: true }>["value"] {
  if (report.ok) return report.value;
  throw Failure.from(report.failure);
}

function addTimes(sum: RefocusTimes, times: RefocusTimes): void {
  sum.read += times.read;
  sum.encode += times.encode;
  sum.planes += times.planes;
}
