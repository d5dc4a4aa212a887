import { join } from "node:path";
import { expect, test } from "vitest";
import { waitingItem } from "#jobs/batch";
import type { EngineNews, EngineOrder } from "#services/engine-link";
import { createServices, type Services } from "#services/services";
import { folder } from "#test/make/folder";
import { writeMovie } from "#test/make/movie-file";

/** A program over a data folder and its own memory; its engine does as the test says. */
function program(dataRoot: string, stateFolder: string): { services: Services; orders: EngineOrder[]; tell: (news: EngineNews) => void } {
  const orders: EngineOrder[] = [];
  let hear: (news: EngineNews) => void = () => undefined;
  const services = createServices({
    host: "browser",
    dataRoot,
    stateFolder,
    sampleFolder: dataRoot,
    forkEngine: () => ({
      send: (order) => void orders.push(order),
      onNews: (listener) => void (hear = listener),
      onExit: () => undefined,
      kill: () => undefined,
    }),
    pick: null,
  });
  return { services, orders, tell: (news) => hear(news) };
}

const statuses = ({ batches }: Services) => batches.list().map(({ items }) => items.map(({ status }) => status));

/** A program that has finished the first of three recordings and is at the second. */
async function halfWay(data: string, state: string) {
  const names = ["a", "b", "c"].map((name) => join(data, `${name}.ome.tif`));
  for (const name of names) await writeMovie(name, { frames: 2 });
  const first = program(data, state);
  const settings = { refocus: false, steps: { detect: { radius: 1.7 } } };
  const { job, items } = await first.services.batches.start({ recordings: names, like: null, settings });
  await expect.poll(() => first.orders.length).toBe(1);
  const entries = items.map(({ recording, study }) => ({ recording, study }));
  first.tell({ kind: "item", id: job, item: { ...waitingItem(entries[0]!), status: "done", neurons: 4 } });
  first.tell({ kind: "item", id: job, item: { ...waitingItem(entries[1]!), status: "running", step: "detect", done: 1, total: 2 } });
  return { ...first, job, entries, settings };
}

test.each(["closed", "killed"])("a queue that was under way when the program was %s goes on when it starts again", async (how) => {
  const [data, state] = [folder(), folder()];
  const first = await halfWay(data, state);
  if (how === "closed") await first.services.close();
  const second = program(data, state);
  await expect.poll(() => second.orders.length).toBe(1);
  expect(second.orders[0]).toMatchObject({ kind: "batch", entries: first.entries.slice(1), settings: first.settings });
  expect(statuses(second.services)).toEqual([["done", "waiting", "waiting"]]);
  expect(second.services.batches.list()[0]?.items[0]?.neurons).toBe(4);
  await second.services.close();
});

test("a queue that the user stopped stays stopped, and goes on when asked", async () => {
  const [data, state] = [folder(), folder()];
  const first = await halfWay(data, state);
  first.tell({ kind: "failed", id: first.job, failure: { code: "cancelled", message: "", facts: {} } });
  await expect.poll(() => statuses(first.services)).toEqual([["done", "stopped", "stopped"]]);
  await first.services.close();
  const second = program(data, state);
  expect(statuses(second.services)).toEqual([["done", "stopped", "stopped"]]);
  await second.services.batches.resume(second.services.batches.list()[0]!.job);
  await expect.poll(() => second.orders.length).toBe(1);
  expect(second.orders[0]).toMatchObject({ entries: first.entries.slice(1) });
  await expect(second.services.batches.resume(second.services.batches.list()[0]!.job)).rejects.toMatchObject({ code: "busy" });
  await second.services.close();
});

test("a queue that is all done is shown after one restart, and not after the next", async () => {
  const [data, state] = [folder(), folder()];
  const first = await halfWay(data, state);
  for (const entry of first.entries)
    first.tell({ kind: "item", id: first.job, item: { ...waitingItem(entry), status: "done", neurons: 4 } });
  first.tell({ kind: "ended", id: first.job, message: "" });
  await first.services.close();
  for (const shown of [[["done", "done", "done"]], []]) {
    const next = program(data, state);
    expect(statuses(next.services)).toEqual(shown);
    expect(next.orders).toEqual([]);
    await next.services.close();
  }
});
