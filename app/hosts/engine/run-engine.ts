import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { failureRecord } from "#contract/failure";
import type { Progress } from "#contract/source";
import { sampleOptions } from "#core/optics/simulation";
import { addModel } from "#io/model/add";
import { openStudy } from "#io/study/study";
import { openLooks } from "#jobs/looks";
import { runBatch } from "#jobs/batch";
import { repairStudy } from "#jobs/repair";
import { runStep } from "#jobs/run-step";
import { simulate } from "#jobs/simulate";
import type { EngineNews, EngineOrder } from "#services/engine-link";

export interface EngineWire {
  tell(news: EngineNews): void;
  hear(listener: (order: EngineOrder) => void): void;
}

/** Progress is told at most this often, ms. */
const tellEvery = 100;

/** Carries out orders one after another until the process ends. */
export function runEngine({ tell, hear }: EngineWire): void {
  const looks = openLooks();
  const aborts = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();

  hear((order) => {
    if (order.kind === "cancel") {
      aborts.get(order.id)?.abort();
      return;
    }
    const controller = new AbortController();
    aborts.set(order.id, controller);
    last = last.then(async () => {
      try {
        if (order.kind === "stack")
          tell({ kind: "answer", id: order.id, value: await looks.stack(order.study, order.run, order.t, order.c) });
        else if (order.kind === "name")
          tell({ kind: "answer", id: order.id, value: looks.name(order.points, order.confirmed, order.orientation) });
        else if (order.kind === "add-model") tell({ kind: "answer", id: order.id, value: await addModel(order.file, order.form) });
        else if (order.kind === "encode") tell({ kind: "answer", id: order.id, value: await looks.encode(order.of, order.t) });
        else if (order.kind === "blur") tell({ kind: "answer", id: order.id, value: await looks.blur(order.of) });
        else if (order.kind === "check") tell({ kind: "answer", id: order.id, value: await looks.check(order.of, order.t, order.spread) });
        else {
          const message = await carryOut(order, controller.signal, tell);
          tell({ kind: "ended", id: order.id, ...(message !== null && { message }) });
        }
      } catch (thrown) {
        tell({ kind: "failed", id: order.id, failure: failureRecord(thrown) });
      } finally {
        aborts.delete(order.id);
      }
    });
  });
}

async function carryOut(
  order: Extract<EngineOrder, { kind: "step" | "sample" | "repair" | "batch" }>,
  signal: AbortSignal,
  tell: EngineWire["tell"],
): Promise<string | null> {
  if (order.kind === "sample") return makeSample(order.id, order.directory, signal, tell);
  if (order.kind === "batch") return workThrough(order, signal, tell);
  if (order.kind === "repair") {
    const { mended, lost } = await drain(order.id, repairStudy(order.study, signal), signal, tell);
    return [...mended, ...lost].join(" ") || "Nothing was found damaged.";
  }
  const study = openStudy(order.study, "engine");
  try {
    await drain(order.id, runStep(study, order.step, order.parameters, signal), signal, tell);
    return null;
  } finally {
    study.close();
  }
}

async function makeSample(id: string, directory: string, signal: AbortSignal, tell: EngineWire["tell"]): Promise<null> {
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(directory), { recursive: true });
  await drain(id, simulate(partial, sampleOptions), signal, tell);
  if (existsSync(directory)) rmSync(directory, { recursive: true });
  renameSync(partial, directory);
  return null;
}

/** Works through a batch and tells of each recording as it comes along. */
async function workThrough(
  { id, entries, settings }: Extract<EngineOrder, { kind: "batch" }>,
  signal: AbortSignal,
  tell: EngineWire["tell"],
): Promise<string> {
  const batch = runBatch(entries, settings, signal);
  let told = 0;
  for (;;) {
    const next = await batch.next();
    if (next.done) {
      signal.throwIfAborted();
      const failed = next.value.filter(({ status }) => status === "failed").length;
      return failed === 0
        ? `All ${entries.length} recordings are done.`
        : `${entries.length - failed} of ${entries.length} recordings are done, ${failed} failed.`;
    }
    const item = next.value;
    const now = performance.now();
    if (now - told >= tellEvery || item.status !== "running" || item.done === item.total) {
      told = now;
      tell({ kind: "item", id, item });
      const ended = entries.findIndex(({ recording }) => recording === item.recording);
      tell({ kind: "progress", id, done: ended + (item.status === "running" ? 0 : 1), total: entries.length, message: item.recording });
    }
    await setImmediate();
  }
}

async function drain<R>(id: string, job: AsyncGenerator<Progress, R>, signal: AbortSignal, tell: EngineWire["tell"]): Promise<R> {
  let told = 0;
  for (;;) {
    const next = await job.next();
    if (next.done) return next.value;
    const { done, total, message } = next.value;
    const now = performance.now();
    if (now - told >= tellEvery || done === total) {
      told = now;
      tell({ kind: "progress", id, done, total, message });
    }
    // Lets a cancel that has arrived be heard before the next frame begins.
    await setImmediate();
    if (signal.aborted) {
      await job.return(undefined as R);
      throw signal.reason;
    }
  }
}
