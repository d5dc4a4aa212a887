import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { unsaid } from "#contract/recording";
import type { JobState } from "#contract/events";
import { forkWithNode } from "#hosts/engine/fork-node";
import { newStudy } from "#io/study/new-study";
import { closeAbandonedRuns, currentRun } from "#io/study/runs";
import { finishedFrames } from "#io/study/frames";
import { Announcer } from "#services/announcer";
import type { EngineNews, EngineOrder, EnginePort } from "#services/engine-link";
import { JobQueue } from "#services/job-queue";
import { builtProgram } from "#test/make/built";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

/** An engine that does as the test says. */
function scripted(): {
  readonly fork: () => EnginePort;
  readonly orders: EngineOrder[];
  readonly kills: () => number;
  tell(news: EngineNews): void;
  die(): void;
} {
  const orders: EngineOrder[] = [];
  let hear: (news: EngineNews) => void = () => undefined;
  let exit: () => void = () => undefined;
  let kills = 0;
  return {
    orders,
    kills: () => kills,
    tell: (news) => hear(news),
    die: () => exit(),
    fork: () => ({
      send: (order) => void orders.push(order),
      onNews: (listener) => void (hear = listener),
      onExit: (listener) => void (exit = listener),
      kill: () => {
        kills++;
        exit();
      },
    }),
  };
}

const work = (chain: string, kind: JobState["kind"] = "detect") => ({
  kind,
  study: "study-1",
  chain,
  order: (id: string): EngineOrder => ({ kind: "sample", id, directory: "" }),
  changed: () => undefined,
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

test("jobs run one at a time, in the order they came", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  const [first, second] = [queue.add(work("a")), queue.add(work("b"))];
  await turn();
  expect(engine.orders.map((order) => order.id)).toEqual([first.id]);
  engine.tell({ kind: "progress", id: first.id, done: 3, total: 10, message: "frames" });
  expect(queue.list().map((job) => `${job.status} ${job.done}`)).toEqual(["running 3", "queued 0"]);
  engine.tell({ kind: "ended", id: first.id });
  await turn();
  expect(queue.list().map((job) => `${job.status} ${job.done}`)).toEqual(["done 10", "running 0"]);
  expect(engine.orders.map((order) => order.id)).toEqual([first.id, second.id]);
});

test("when a job does not finish, the rest of its chain is cancelled and other work goes on", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  const first = queue.add(work("a"));
  queue.add(work("a", "link"));
  queue.add(work("b", "refocus"));
  await turn();
  engine.tell({ kind: "failed", id: first.id, failure: { code: "disk-full", message: "The disk is full.", facts: {} } });
  await turn();
  expect(queue.list().map((job) => `${job.kind} ${job.status}`)).toEqual(["detect failed", "link cancelled", "refocus running"]);
});

test("an engine that is lost fails its job, and the next job starts another", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  queue.add(work("a"));
  await turn();
  engine.die();
  expect(queue.list()[0]).toMatchObject({ status: "failed", failure: { code: "engine-lost" } });
  const next = queue.add(work("b"));
  await turn();
  engine.tell({ kind: "ended", id: next.id });
  expect(queue.list()[1]?.status).toBe("done");
});

test("a cancelled job is asked to stop, and its process ended when it does not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const engine = scripted();
    const queue = new JobQueue(new Announcer(), engine.fork);
    const job = queue.add(work("a"));
    await Promise.resolve();
    queue.cancel(job.id);
    expect(engine.orders.at(-1)).toEqual({ kind: "cancel", id: job.id });
    await vi.advanceTimersByTimeAsync(1900);
    expect(engine.kills()).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(engine.kills()).toBe(1);
    expect(queue.list()[0]).toMatchObject({ status: "cancelled", failure: null });
  } finally {
    vi.useRealTimers();
  }
});

test("a waiting job is taken off the queue at once", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  queue.add(work("a"));
  const second = queue.add(work("b"));
  queue.cancel(second.id);
  await turn();
  expect(queue.list().map((job) => job.status)).toEqual(["running", "cancelled"]);
});

test("what waits behind a job that was taken off the queue is taken off with it", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  queue.add(work("a"));
  const link = queue.add(work("a", "link"));
  queue.add(work("a", "export"));
  queue.cancel(link.id);
  await turn();
  expect(queue.list().map((job) => `${job.kind} ${job.status}`)).toEqual(["detect running", "link cancelled", "export cancelled"]);
});

test("the time left is what the frames still to do take at the speed so far", async () => {
  const engine = scripted();
  const queue = new JobQueue(new Announcer(), engine.fork);
  const job = queue.add(work("a"));
  await turn();
  engine.tell({ kind: "progress", id: job.id, done: 50, total: 100, message: "" });
  expect(queue.list()[0]?.secondsLeft).toBeNull();
  await new Promise((resolve) => setTimeout(resolve, 200));
  engine.tell({ kind: "progress", id: job.id, done: 60, total: 100, message: "" });
  expect(queue.list()[0]?.secondsLeft).toBeGreaterThan(0.6);
  expect(queue.list()[0]?.secondsLeft).toBeLessThan(2);
});

test("an engine killed in the middle of a run loses nothing that was finished, and the run is taken up again", async () => {
  const place = folder();
  const study = await newStudy(join(place, "movie.study"), await writeMovie(join(place, "movie.ome.tif"), { frames: 300 }), unsaid, false);
  const fork = forkWithNode(join(builtProgram(), "engine.mjs"));
  let engine: EnginePort | null = null;
  const queue = new JobQueue(new Announcer(), () => (engine = fork()));
  const order = (id: string): EngineOrder => ({ kind: "step", id, study: study.path, step: "detect", parameters: {} });
  const ended = () => vi.waitFor(() => expect(queue.list().at(-1)?.status).toMatch(/done|failed/), { timeout: 30000 });
  queue.add({ ...work("a"), order });
  await vi.waitFor(() => expect(finishedFrames(study, currentRun(study, "detect")?.id ?? 0).size).toBeGreaterThan(3), {
    timeout: 30000,
    interval: 2,
  });
  engine!.kill();
  await ended();
  expect(queue.list()[0]?.failure?.code).toBe("engine-lost");
  closeAbandonedRuns(study);
  const kept = currentRun(study, "detect");
  expect(kept?.status).toBe("partial");
  queue.add({ ...work("b"), order });
  await ended();
  expect(currentRun(study, "detect")).toMatchObject({ id: kept?.id, status: "done", done: 300 });
  queue.close();
  study.close();
});
