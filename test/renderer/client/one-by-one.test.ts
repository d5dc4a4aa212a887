import { setImmediate as nextTask } from "node:timers/promises";
import { expect, test } from "vitest";
import { oneByOne } from "#renderer/client/one-by-one.ts";

test("a burst is heard in its order, each value in a task of its own, and what comes meanwhile after it", async () => {
  const heard: (number | string)[] = [];
  const hear = oneByOne<number>((value) => {
    heard.push(value);
    // Were the next heard in the same task, it would come before this.
    queueMicrotask(() => heard.push(`after ${value}`));
    if (value === 1) hear(4);
  });
  for (const value of [1, 2, 3]) hear(value);
  expect(heard).toEqual([]);
  while (heard.length < 8) await nextTask();
  expect(heard).toEqual([1, "after 1", 2, "after 2", 3, "after 3", 4, "after 4"]);
  hear(5);
  while (heard.length < 10) await nextTask();
  expect(heard.slice(8)).toEqual([5, "after 5"]);
});
