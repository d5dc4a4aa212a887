import { appendFileSync } from "node:fs";
import type { Step } from "#contract/parameters";
import { Failure } from "#contract/failure";
import { loggedEdit } from "#io/study/edits";
import { finishedFrames, readFrame } from "#io/study/frames";
import { setAsidePath } from "#io/study/layout";
import { readMatrix } from "#io/study/matrix";
import { readMeta } from "#io/study/meta";
import { currentRun, keptRecord, saveRun } from "#io/study/runs";
import type { Study } from "#io/study/study";

/** What was done about rows that are not what was written. */
export interface MendedRows {
  /** Steps that have rows to make again. */
  readonly steps: readonly Step[];
  /** What cannot be made again, in sentences. */
  readonly lost: readonly string[];
}

/**
 * Takes out every row of a study that is not what was written. What a step made is made again by running it;
 * an edit is set aside in a file of its own, and a run without a readable record is forgotten.
 */
export function mendRows(study: Study): MendedRows {
  const lost = [...setEditsAside(study), ...forgetRuns(study)];
  const steps = (["detect", "link", "extract"] as const).filter((step) => dropRows(study, step));
  return { steps, lost };
}

function setEditsAside(study: Study): string[] {
  const altered = study.database.all("SELECT * FROM edits ORDER BY id").filter((row) => loggedEdit(row) === null);
  return altered.map((row) => {
    appendFileSync(setAsidePath(study.path), `${JSON.stringify({ table: "edits", ...row })}\n`);
    study.database.run("DELETE FROM edits WHERE id = ?", row.id ?? null);
    return `Edit ${Number(row.id)} (${String(row.at)}) was altered and lies aside in ${setAsidePath(study.path)}; make it again.`;
  });
}

function forgetRuns(study: Study): string[] {
  const altered = study.database.all("SELECT * FROM runs").filter((row) => keptRecord(row) === null);
  const dangling = study.database.all("SELECT step FROM current WHERE run NOT IN (SELECT id FROM runs)");
  study.database.transaction(() => {
    for (const { id = null } of altered)
      for (const sql of ["current WHERE run", "frames WHERE run", "matrices WHERE run", "runs WHERE id"])
        study.database.run(`DELETE FROM ${sql} = ?`, id);
    study.database.run("DELETE FROM current WHERE run NOT IN (SELECT id FROM runs)");
    study.database.run("DELETE FROM frames WHERE run NOT IN (SELECT id FROM runs)");
    study.database.run("DELETE FROM matrices WHERE run NOT IN (SELECT id FROM runs)");
  });
  const steps = [...altered.filter((row) => row.status !== "superseded"), ...dangling].map((row) => String(row.step));
  return steps.map((step) => `What the ${step} step was run with cannot be read any more; run it again with the parameters you want.`);
}

/** Whether rows of a step's product had to be dropped or are missing; its run is then partial. */
function dropRows(study: Study, step: "detect" | "link" | "extract"): boolean {
  const run = currentRun(study, step);
  // What was brought in from a file cannot be made again: it stays as it is, and is told of as damaged.
  if (run === null || run.inputs.import !== undefined) return false;
  const altered = [...finishedFrames(study, run.id)].filter((t) => !isReadable(() => readFrame(study, run.id, t)));
  const matrix = step !== "extract" || isReadable(() => readMatrix(study, run.id, new Map()));
  const expected = run.status === "done" ? readMeta(study.database).info.shape.t : 0;
  const missing = finishedFrames(study, run.id).size < expected || (run.status === "done" && step === "extract" && noMatrix(study, run.id));
  if (altered.length === 0 && matrix && !missing) return false;
  study.database.transaction(() => {
    // Linking makes all frames at once.
    if (step === "link") study.database.run("DELETE FROM frames WHERE run = ?", run.id);
    for (const t of altered) study.database.run("DELETE FROM frames WHERE run = ? AND t = ?", run.id, t);
    if (!matrix) study.database.run("DELETE FROM matrices WHERE run = ?", run.id);
    if (run.status === "done") saveRun(study, { ...run, status: "partial" });
  });
  return run.status === "done";
}

function noMatrix(study: Study, run: number): boolean {
  return study.database.get("SELECT run FROM matrices WHERE run = ?", run) === null;
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === "damaged") return false;
    throw thrown;
  }
}
