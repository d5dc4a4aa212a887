import { existsSync } from "node:fs";
import { recipePath, volumesPath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { isComplete } from "#io/volume/store";

/**
 * Whether what finished steps made is still there, told from sizes and counts alone: a sentence, or null where
 * nothing is missing. `verifyStudy` reads every byte.
 */
export async function missingParts(study: Study): Promise<string | null> {
  const { refocus, info } = readMeta(study.database);
  const made = currentRun(study, "refocus");
  if (
    refocus &&
    made?.status === "done" &&
    !existsSync(recipePath(study.path, made.key)) &&
    !(await isComplete(volumesPath(study.path, made.key)))
  )
    return "Some of the refocused volumes are missing or cut short. They can be made again from the recording, to the same values.";
  for (const [step, words] of [
    ["detect", "found neurons"],
    ["link", "tracks"],
    ["extract", "traces"],
  ] as const) {
    const run = currentRun(study, step);
    if (run?.status !== "done") continue;
    const rows = Number(study.database.get("SELECT count(*) AS n FROM frames WHERE run = ?", run.id)?.n ?? 0);
    if (rows !== info.shape.t) return `Some of the ${words} are missing from the study's database. They can be made again.`;
  }
  return null;
}
