import { existsSync } from "node:fs";
import { steps } from "#contract/parameters";
import { Failure } from "#contract/failure";
import { finishedFrames, readFrame } from "#io/study/frames";
import { volumesPath } from "#io/study/layout";
import { readMatrix } from "#io/study/matrix";
import { locateRecording } from "#io/study/recording";
import { readMeta } from "#io/study/meta";
import { currentRun } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { verifyStore } from "#io/volume/verify";

/** Something amiss in a study, and how to mend it. */
export interface Finding {
  readonly what: "database" | "recording" | "volumes" | "blobs" | "tracks" | "traces";
  /** "incomplete": work not finished yet; "damaged": something that was there is gone or altered. */
  readonly kind: "incomplete" | "damaged";
  readonly message: string;
}

/** Checks a study's database, its volumes chunk by chunk, its tables frame by frame, and its recording. Changes nothing. */
export async function verifyStudy(study: Study): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const row of study.database.all("PRAGMA integrity_check")) {
    const verdict = String(row.integrity_check);
    if (verdict !== "ok")
      findings.push({ what: "database", kind: "damaged", message: `The database is damaged: ${verdict}; restore the study from a copy.` });
  }
  await locateRecording(study).catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    findings.push({ what: "recording", kind: "damaged", message: thrown.message });
  });
  const { refocus } = readMeta(study.database);
  for (const step of steps) {
    const run = currentRun(study, step);
    if (run === null || (step === "refocus" && !refocus) || step === "export") continue;
    if (run.status !== "done") {
      const what = step === "refocus" ? "volumes" : step === "detect" ? "blobs" : step === "link" ? "tracks" : "traces";
      findings.push({
        what,
        kind: "incomplete",
        message: `The ${step} step stopped at ${run.done} of ${run.total}; run it again to go on.`,
      });
    }
    if (step === "refocus") findings.push(...(await checkVolumes(study, run.key, run.status === "done")));
    else findings.push(...checkTables(study, step, run.id, run.status === "done", readMeta(study.database).info.shape.t));
  }
  return findings;
}

async function checkVolumes(study: Study, key: string, whole: boolean): Promise<Finding[]> {
  const path = volumesPath(study.path, key);
  if (!existsSync(path))
    return whole ? [{ what: "volumes", kind: "damaged", message: `The volumes ${path} are gone; run the refocus step again.` }] : [];
  const damages = await verifyStore(path);
  return damages
    .filter((damage) => whole || damage.kind !== "unfinished")
    .map(({ frame, file, kind }) => ({
      what: "volumes",
      kind: "damaged",
      message:
        file === null
          ? `Frame ${frame} of ${path} was never finished; run the refocus step again.`
          : `Frame ${frame} of ${path}: ${file} is ${kind}; remove the folder and run the refocus step again.`,
    }));
}

function checkTables(study: Study, step: "detect" | "link" | "extract", run: number, whole: boolean, frames: number): Finding[] {
  const what = ({ detect: "blobs", link: "tracks", extract: "traces" } as const)[step];
  const findings: Finding[] = [];
  try {
    const finished = finishedFrames(study, run);
    for (const t of finished) readFrame(study, run, t);
    if (whole && finished.size !== frames)
      findings.push({
        what,
        kind: "damaged",
        message: `The ${what} of ${frames - finished.size} of ${frames} frames are missing; run the ${step} step again.`,
      });
    if (step === "extract" && whole && readMatrix(study, run, new Map()) === null)
      findings.push({ what, kind: "damaged", message: "The traces are missing; run the extract step again." });
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    findings.push({ what, kind: "damaged", message: `The ${what} cannot be read: ${thrown.message}` });
  }
  return findings;
}
