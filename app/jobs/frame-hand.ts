import { parentPort, workerData } from "node:worker_threads";
import type { FailureRecord } from "#contract/failure";
import { failureRecord } from "#contract/failure";
import type { RecordingInfo } from "#contract/recording";
import type { FrameSource } from "#contract/source";
import type { Frame } from "#contract/volume";
import { openModel } from "#io/model/open";
import type { VolumeSpec } from "#io/volume/spec";
import { openStore } from "#io/volume/store";
import type { RefocusTimes } from "#jobs/develop";
import { openRefocuser, type RefocusOptions } from "#jobs/refocuser";

/** What a hand is hired for. */
export interface HandOrder extends Required<Omit<RefocusOptions, "model" | "signal" | "surface">>, Pick<RefocusOptions, "surface"> {
  /** Folder of the model. */
  readonly model: string;
  readonly threads: number;
  readonly info: RecordingInfo;
  /** Where the volumes go; nowhere where null. */
  readonly store: { readonly path: string; readonly spec: VolumeSpec } | null;
}

/** A frame to make: its number in the movie and in the store, and its recorded planes [channel asked for][plane]. */
export type FrameOrder = { readonly t: number; readonly at: number; readonly frames: readonly (readonly Frame[])[] } | "stop";

/** Said once ready, then after each frame. Times in seconds. */
export type FrameReport =
  | {
      readonly ok: true;
      readonly value: { readonly bytes: number; readonly clipped: number; readonly store: number; readonly times: RefocusTimes };
    }
  | { readonly ok: false; readonly failure: FailureRecord };

// This file is a program of its own: a thread of the crew (`frame-crew.ts`).
const order = workerData as HandOrder;
const stop = new AbortController();
const tell = (report: FrameReport) => parentPort?.postMessage(report);

try {
  const work = await hire();
  parentPort?.on("message", (message: FrameOrder) => {
    if (message === "stop") stop.abort();
    else void work(message).then(tell, fail);
  });
  tell({ ok: true, value: { bytes: 0, clipped: 0, store: 0, times: noTimes() } });
} catch (thrown) {
  fail(thrown);
}

function fail(thrown: unknown): void {
  tell({ ok: false, failure: failureRecord(thrown) });
}

function noTimes(): RefocusTimes {
  return { read: 0, encode: 0, planes: 0 };
}

async function hire() {
  const { model: folder, threads, info, store: place, ...options } = order;
  const model = await openModel(folder, { threads, provider: "cpu" });
  const store = place && (await openStore(place.path, place.spec));
  let brought: readonly (readonly Frame[])[] = [];
  const refocuser = await openRefocuser(
    broughtFrames(info, () => brought),
    { ...options, model, signal: stop.signal },
  );
  return async ({ t, at, frames }: Exclude<FrameOrder, "stop">): Promise<FrameReport> => {
    brought = frames;
    const before = { ...refocuser.times };
    let storing = 0;
    for (let c = 0; c < frames.length; c++) {
      const { data } = await refocuser.volume(t, c);
      const started = performance.now();
      await store?.write(at, c, data);
      storing += performance.now() - started;
    }
    const finished = (await store?.finish(at)) ?? { bytes: 0, clipped: 0 };
    const { encode, planes } = refocuser.times;
    const times = { read: 0, encode: encode - before.encode, planes: planes - before.planes };
    return { ok: true, value: { ...finished, store: storing / 1000, times } };
  };
}

/** A recording whose only frame is the one that was brought. */
function broughtFrames(info: RecordingInfo, frames: () => readonly (readonly Frame[])[]): FrameSource {
  return {
    info,
    read: async (_t, c, z) => {
      const frame = frames()[order.channels.indexOf(c)]?.[z];
      if (frame === undefined) throw new Error(`Plane ${z} of channel ${c} was not brought.`);
      return frame;
    },
    close: async () => undefined,
  };
}
