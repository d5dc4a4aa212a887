import * as z from "zod/mini";
import type { FailureRecord } from "#contract/failure";
import type { Step } from "#contract/parameters";
import { runRecord, type RunRecord } from "#contract/study";
import { damaged, type SqlRow } from "#io/study/database";
import { isWhole, sealOf } from "#io/study/seal";
import type { Study } from "#io/study/study";

/** What identifies a run before it begins. */
export interface RunPlan {
  readonly step: Step;
  readonly key: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** The run that made, or is making, a step's product. */
export function currentRun(study: Study, step: Step): RunRecord | null {
  const row = study.database.get("SELECT runs.* FROM current JOIN runs ON runs.id = current.run WHERE current.step = ?", step);
  return row === null ? null : recordOf(study, row);
}

/** The newest run with a key; its product is still there. */
export function runWithKey(study: Study, step: Step, key: string): RunRecord | null {
  const row = study.database.get(
    "SELECT * FROM runs WHERE step = ? AND key = ? AND status <> 'superseded' ORDER BY id DESC LIMIT 1",
    step,
    key,
  );
  return row === null ? null : recordOf(study, row);
}

/** A run as it was kept. @throws Failure "damaged" */
function recordOf(study: Study, row: SqlRow): RunRecord {
  const record = keptRecord(row);
  if (record === null) throw damaged(study.path, `the record of its run ${Number(row.id)} was altered`);
  return record;
}

/** A row of the runs; null where it is not what was written. */
export function keptRecord(row: SqlRow): RunRecord | null {
  if (!isWhole(row, "record")) return null;
  try {
    return z.parse(runRecord, { ...JSON.parse(String(row.record)), id: Number(row.id) });
  } catch {
    return null;
  }
}

/** The newest finished run of a step besides one, whose product is still there. */
export function runWithProduct(study: Study, step: Step, besides: number): RunRecord | null {
  const row = study.database.get(
    "SELECT id, record FROM runs WHERE step = ? AND id <> ? AND status = 'done' ORDER BY id DESC LIMIT 1",
    step,
    besides,
  );
  return row === null ? null : { ...(JSON.parse(String(row.record)) as RunRecord), id: Number(row.id) };
}

/** Begins a run, or takes up one with the same key that stopped on the way. */
export function beginRun(study: Study, plan: RunPlan, software: Readonly<Record<string, string>>, total: number): RunRecord {
  return study.database.transaction(() => {
    const known = runWithKey(study, plan.step, plan.key);
    const fresh: Omit<RunRecord, "id"> = {
      step: plan.step,
      key: plan.key,
      parameters: { ...plan.parameters },
      inputs: { ...plan.inputs },
      software: { ...software },
      started: new Date().toISOString(),
      finished: null,
      status: "running",
      done: 0,
      total,
      summary: {},
      failure: null,
    };
    const text = JSON.stringify(fresh);
    const id =
      known?.id ??
      study.database.run(
        "INSERT INTO runs (step, key, status, record, seal) VALUES (?, ?, 'running', ?, ?)",
        plan.step,
        plan.key,
        text,
        sealOf(text),
      );
    const run: RunRecord = known
      ? { ...known, software: { ...software }, status: "running", finished: null, failure: null, total }
      : { ...fresh, id };
    saveRun(study, run);
    makeCurrent(study, run);
    return run;
  });
}

export function saveRun(study: Study, run: RunRecord): void {
  const text = JSON.stringify(run);
  study.database.run("UPDATE runs SET status = ?, record = ?, seal = ? WHERE id = ?", run.status, text, sealOf(text), run.id);
}

/** The step's product is this run's from now on. */
export function makeCurrent(study: Study, run: RunRecord): void {
  study.database.run("INSERT INTO current (step, run) VALUES (?, ?) ON CONFLICT (step) DO UPDATE SET run = excluded.run", run.step, run.id);
}

/** Ends a run. A finished one replaces the products of its step's earlier runs, whose records stay. */
export function endRun(study: Study, run: RunRecord, status: "partial" | "done" | "failed", failure: FailureRecord | null): RunRecord {
  const ended: RunRecord = { ...run, status, finished: new Date().toISOString(), failure };
  study.database.transaction(() => {
    saveRun(study, ended);
    if (status !== "done") return;
    study.database.run("DELETE FROM frames WHERE run IN (SELECT id FROM runs WHERE step = ? AND id <> ?)", run.step, run.id);
    study.database.run("DELETE FROM matrices WHERE run IN (SELECT id FROM runs WHERE step = ? AND id <> ?)", run.step, run.id);
    study.database.run("UPDATE runs SET status = 'superseded' WHERE step = ? AND id <> ?", run.step, run.id);
  });
  return ended;
}

/** Runs whose program died while they ran: what they finished is kept, and they can be taken up again. */
export function closeAbandonedRuns(study: Study): void {
  for (const row of study.database.all("SELECT * FROM runs WHERE status = 'running'")) {
    const record = keptRecord(row);
    if (record !== null) saveRun(study, { ...record, status: "partial" });
  }
}

/** Every run ever made, oldest first: the study's provenance. */
export function allRuns(study: Study): readonly RunRecord[] {
  return study.database.all("SELECT * FROM runs ORDER BY id").map((row) => recordOf(study, row));
}
