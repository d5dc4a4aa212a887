import { existsSync } from "node:fs";
import { steps, type Step } from "#contract/parameters";
import type { RunRecord } from "#contract/study";
import { Failure } from "#contract/failure";
import { finishedFrames, readFrame } from "#io/study/frames";
import { recipePath, volumesPath } from "#io/study/layout";
import { readMatrix } from "#io/study/matrix";
import { locateRecording } from "#io/study/recording";
import { readMeta } from "#io/study/meta";
import { loggedEdit } from "#io/study/edits";
import { currentRun, keptRecord } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { labelsWhole } from "#io/volume/labels";
import { readSpec } from "#io/volume/store";
import { verifyStore } from "#io/volume/verify";

/** Something amiss in a study, and how to mend it. */
export interface Finding {
  readonly what: "database" | "edits" | "recording" | "volumes" | "blobs" | "tracks" | "traces";
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
  for (const row of study.database.all("SELECT * FROM runs"))
    if (keptRecord(row) === null)
      findings.push({
        what: "database",
        kind: "damaged",
        message: `The record of run ${Number(row.id)} (${String(row.step)}) was altered; ${mend}`,
      });
  for (const row of study.database.all("SELECT * FROM edits"))
    if (loggedEdit(row) === null)
      findings.push({ what: "edits", kind: "damaged", message: `Edit ${Number(row.id)} (${String(row.at)}) was altered; ${mend}` });
  await locateRecording(study).catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    findings.push({ what: "recording", kind: "damaged", message: thrown.message });
  });
  const { refocus } = readMeta(study.database);
  for (const step of steps) {
    const run = readableRun(study, step);
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
  if (existsSync(recipePath(study.path, key))) return [];
  if (!existsSync(path)) return whole ? [{ what: "volumes", kind: "damaged", message: `The volumes ${path} are gone; ${mend}` }] : [];
  const damages = await verifyStore(path);
  const spec = await readSpec(path).catch(() => null);
  if (spec !== null && (await labelsWhole(path, spec)) === false) damages.push({ frame: null, file: "labels", kind: "altered" });
  return damages
    .filter((damage) => whole || damage.kind !== "unfinished")
    .map(({ frame, file, kind }) => ({
      what: "volumes",
      kind: "damaged",
      message:
        file === null
          ? `Frame ${frame} of ${path} was never finished; ${mend}`
          : `${frame === null ? path : `Frame ${frame} of ${path}`}: ${file} is ${kind}; ${mend}`,
    }));
}

/** What to do about most damage: `repair` makes again what can be made again and says what it could not mend. */
const mend = 'mend it with "nematrace repair".';

function checkTables(study: Study, step: "detect" | "link" | "extract", run: number, whole: boolean, frames: number): Finding[] {
  const what = ({ detect: "blobs", link: "tracks", extract: "traces" } as const)[step];
  const findings: Finding[] = [];
  const attempt = (read: () => unknown) => {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      findings.push({ what, kind: "damaged", message: `The ${what} cannot be read: ${thrown.message}` });
      return undefined;
    }
  };
  const finished = finishedFrames(study, run);
  for (const t of finished) attempt(() => readFrame(study, run, t));
  if (whole && finished.size !== frames)
    findings.push({ what, kind: "damaged", message: `The ${what} of ${frames - finished.size} of ${frames} frames are missing; ${mend}` });
  if (step === "extract" && whole && attempt(() => readMatrix(study, run, new Map())) === null)
    findings.push({ what, kind: "damaged", message: `The traces are missing; ${mend}` });
  return findings;
}

/** A step's run; null where there is none, or none that can be read, which is told of elsewhere. */
function readableRun(study: Study, step: Step): RunRecord | null {
  try {
    return currentRun(study, step);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === "damaged") return null;
    throw thrown;
  }
}
