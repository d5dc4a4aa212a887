import { expect, test } from "vitest";
import type { JobState } from "#contract/events";
import { JobWatch } from "#hosts/electron/job-watch";

const job = (id: string, status: JobState["status"], done = 0): JobState => ({
  id,
  study: null,
  kind: "refocus",
  status,
  done,
  total: 4,
  secondsLeft: null,
  message: "",
  failure: null,
});

test("the running job's share is shown while anything is under way", () => {
  const watch = new JobWatch();
  expect(watch.hear(job("a", "queued"))).toEqual({ busy: true, progress: null, ended: null });
  expect(watch.hear(job("a", "running", 1))).toMatchObject({ busy: true, progress: 0.25 });
  expect(watch.hear(job("b", "queued"))).toMatchObject({ busy: true, progress: 0.25 });
});

test("of a chain only the last end is worth a word, a failure always, a stop never", () => {
  const watch = new JobWatch();
  for (const id of ["a", "b", "c"]) watch.hear(job(id, "queued"));
  expect(watch.hear(job("a", "done")).ended).toBeNull();
  expect(watch.hear(job("b", "failed")).ended).toMatchObject({ id: "b" });
  expect(watch.hear(job("c", "cancelled"))).toEqual({ busy: false, progress: null, ended: null });
});

test("small work that nobody asked for shows nothing", () => {
  const watch = new JobWatch();
  const small = { ...job("q", "running", 1), quiet: true };
  expect(watch.hear(small)).toEqual({ busy: false, progress: null, ended: null });
  expect(watch.hear({ ...small, status: "done" }).ended).toBeNull();
});

test("the end of a job is told once, and the machine may sleep when nothing is left", () => {
  const watch = new JobWatch();
  watch.hear(job("a", "running"));
  const done = job("a", "done", 4);
  expect(watch.hear(done)).toEqual({ busy: false, progress: null, ended: done });
  expect(watch.hear(done).ended).toBeNull();
});
