import { expect, test } from "vitest";
import type { JobState } from "#contract/events";
import { attend } from "#hosts/electron/attention";

const job = (id: string, status: JobState["status"], more: Partial<JobState> = {}): JobState => ({
  id,
  study: "study-1",
  kind: "refocus",
  status,
  done: 1,
  total: 4,
  secondsLeft: null,
  message: "40 frames",
  failure: null,
  ...more,
});

function desktop(lookedAt = false) {
  const seen: unknown[] = [];
  let awake = 0;
  const hear = attend({
    showProgress: (share) => seen.push(share),
    stayAwake: () => {
      awake++;
      return () => void awake--;
    },
    isLookedAt: () => lookedAt,
    notify: (title, text) => seen.push([title, text]),
  });
  return { seen, awake: () => awake, hear: (told: JobState) => hear({ kind: "job", job: told }) };
}

test("a run shows its share, keeps the machine awake from its first job to its last, and tells of the end once", () => {
  const { seen, hear, awake } = desktop();
  hear(job("a", "running"));
  hear(job("b", "queued", { kind: "detect" }));
  hear(job("a", "done"));
  expect(awake()).toBe(1);
  hear(job("b", "done", { kind: "detect", message: "300 neurons" }));
  expect(awake()).toBe(0);
  expect(seen).toEqual([0.25, 0.25, null, null, ["The neurons are found", "300 neurons"]]);
});

test("a failure is told with its sentence", () => {
  const { seen, hear } = desktop();
  hear(job("a", "running"));
  hear(job("a", "failed", { failure: { code: "disk-full", message: "The disk is full; free some space.", facts: {} } }));
  expect(seen.at(-1)).toEqual(["The movie could not be refocused", "The disk is full; free some space."]);
});

test("who looks at the window is told nothing beside it", () => {
  const { seen, hear } = desktop(true);
  hear(job("a", "running"));
  hear(job("a", "done"));
  expect(seen).toEqual([0.25, null]);
});
