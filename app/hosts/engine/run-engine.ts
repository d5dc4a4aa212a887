import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { failureRecord } from "#contract/failure";
import type { Progress } from "#contract/source";
import { sampleOptions } from "#core/optics/simulation";
import { openStudy } from "#io/study/study";
import { openLooks } from "#jobs/looks";
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
        else if (order.kind === "encode") tell({ kind: "answer", id: order.id, value: await looks.encode(order.of, order.t) });
        else {
          await carryOut(order, controller.signal, tell);
          tell({ kind: "ended", id: order.id });
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
  order: Extract<EngineOrder, { kind: "step" | "sample" }>,
  signal: AbortSignal,
  tell: EngineWire["tell"],
): Promise<void> {
  if (order.kind === "sample") return makeSample(order.id, order.directory, signal, tell);
  const study = openStudy(order.study, "engine");
  try {
    await drain(order.id, runStep(study, order.step, order.parameters, signal), signal, tell);
  } finally {
    study.close();
  }
}

async function makeSample(id: string, directory: string, signal: AbortSignal, tell: EngineWire["tell"]): Promise<void> {
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(directory), { recursive: true });
  await drain(id, simulate(partial, sampleOptions), signal, tell);
  if (existsSync(directory)) rmSync(directory, { recursive: true });
  renameSync(partial, directory);
}

async function drain(id: string, job: AsyncGenerator<Progress, unknown>, signal: AbortSignal, tell: EngineWire["tell"]): Promise<void> {
  let told = 0;
  for await (const { done, total, message } of job) {
    const now = performance.now();
    if (now - told >= tellEvery || done === total) {
      told = now;
      tell({ kind: "progress", id, done, total, message });
    }
    // Lets a cancel that has arrived be heard before the next frame begins.
    await setImmediate();
    signal.throwIfAborted();
  }
}
