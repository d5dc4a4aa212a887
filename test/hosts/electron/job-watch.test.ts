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

test("the end of a job is told once, and the machine may sleep when nothing is left", () => {
  const watch = new JobWatch();
  watch.hear(job("a", "running"));
  const done = job("a", "done", 4);
  expect(watch.hear(done)).toEqual({ busy: false, progress: null, ended: done });
  expect(watch.hear(done).ended).toBeNull();
});
