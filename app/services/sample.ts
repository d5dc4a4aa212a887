import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CallOutput } from "#contract/calls";
import { sampleRecording } from "#io/study/sample-place";
import type { Services } from "#services/services";

/** The sample recording: its path, and the job that makes it where it has not been made yet. */
export function makeSample({ parts, places, jobs }: Services): CallOutput<"sample.make"> {
  const directory = join(parts.sampleFolder, "sample");
  places.allow(directory);
  const path = sampleRecording(directory);
  if (existsSync(path)) return { path, job: null };
  const running = jobs.list().find((job) => job.kind === "sample" && (job.status === "queued" || job.status === "running"));
  if (running) return { path, job: running.id };
  const job = jobs.add({
    kind: "sample",
    study: null,
    chain: "sample",
    order: (id) => ({ kind: "sample", id, directory }),
    changed: () => undefined,
  });
  return { path, job: job.id };
}
