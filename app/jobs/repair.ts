import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, failureRecord } from "#contract/failure";
import { steps, type Step } from "#contract/parameters";
import type { Progress } from "#contract/source";
import { databasePath, recipePath, volumesPath } from "#io/study/layout";
import { mendRows } from "#io/study/mend-rows";
import { locateRecording } from "#io/study/recording";
import { currentRun, saveRun } from "#io/study/runs";
import { salvageDatabase } from "#io/study/salvage";
import { openStudy, type Study } from "#io/study/study";
import { verifyStudy, type Finding } from "#io/study/verify";
import { labelsWhole, removeLabels } from "#io/volume/labels";
import { markerPath } from "#io/volume/frame-marker";
import { readSpec, writeMetadata } from "#io/volume/store";
import { verifyStore } from "#io/volume/verify";
import { removePartials } from "#io/volume/whole-file";
import { labelVolumes } from "#jobs/label-volumes";
import { planSteps } from "#jobs/plan";
import { runStep } from "#jobs/run-step";
import { keepsNothing } from "#jobs/study-volumes";

/** What a repair did, in sentences. */
export interface Repair {
  readonly study: string;
  /** What was amiss before. */
  readonly found: readonly Finding[];
  readonly mended: readonly string[];
  /** What could not be mended, and what to do about it. */
  readonly lost: readonly string[];
}

/**
 * Mends a study: takes out what is not what was written, and makes it again from the recording with the
 * parameters it was made with, to the same bytes. Work that was merely not finished is left for a run.
 *
 * @throws Failure "damaged" where the database cannot even be begun with, "busy", "read-only", "newer-version"; AbortError
 */
export async function* repairStudy(path: string, signal: AbortSignal): AsyncGenerator<Progress, Repair> {
  yield { done: 0, total: 1, message: "looking for damage" };
  const mended: string[] = [];
  const study = opened(path, mended);
  try {
    const found = await verifyStudy(study);
    const lost: string[] = [];
    const again = new Set<Step>();
    const rows = mendRows(study);
    lost.push(...rows.lost);
    for (const step of rows.steps) again.add(step);
    if (await readyVolumes(study)) again.add("refocus");
    for (const step of steps) {
      signal.throwIfAborted();
      if (again.has(step)) yield* makeAgain(study, step, signal, mended, lost);
    }
    if (currentRun(study, "export")?.status === "done") yield* relabel(study, signal, lost);
    const left = found.length === 0 ? [] : await verifyStudy(study);
    const damage = left.filter(({ kind }) => kind === "damaged").map(({ message }) => message);
    if (found.some(({ kind }) => kind === "damaged") && damage.length === 0 && mended.length === 0)
      mended.push("The metadata or labels of the volumes were written anew.");
    return { study: study.path, found, mended, lost: [...lost, ...damage.filter((sentence) => !lost.includes(sentence))] };
  } finally {
    study.close();
  }
}

/** Opens the study; where its database is damaged, one made of what can still be read. */
function opened(path: string, mended: string[]): Study {
  try {
    return openStudy(path, "write");
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== "damaged" || !existsSync(databasePath(path))) throw thrown;
    const { rows, kept } = salvageDatabase(path);
    const carried = Object.values(rows).reduce((sum, count) => sum + count, 0);
    const study = openStudy(path, "write");
    mended.push(
      `The database was made anew from the ${carried} rows that could be read (${rows["edits"] ?? 0} edits among them); the damaged one is kept as ${kept}.`,
    );
    return study;
  }
}

/** Marks the frames that are not what was written as unfinished, and writes altered metadata anew; whether there is something to make again. */
async function readyVolumes(study: Study): Promise<boolean> {
  const run = currentRun(study, "refocus");
  if (run === null || (keepsNothing(run) && existsSync(recipePath(study.path, run.key)))) return false;
  const path = volumesPath(study.path, run.key);
  await removePartials(join(study.path, "volumes"));
  const damages = existsSync(path) ? await verifyStore(path) : null;
  if (damages !== null && (await onlyMetadata(path, damages))) return false;
  const amiss = damages === null ? run.status === "done" : damages.some(({ kind }) => run.status === "done" || kind !== "unfinished");
  // Without the recording nothing can be made again, and what is damaged stays told of as damaged.
  if (!amiss || !(await hasRecording(study))) return false;
  for (const { frame, kind } of damages ?? [])
    if (frame !== null && kind !== "unfinished") rmSync(markerPath(path, frame), { force: true });
  if (run.status === "done") saveRun(study, { ...run, status: "partial" });
  return true;
}

/** Draws the labels of an exported study again where they are not what was written; they need whole volumes. */
async function* relabel(study: Study, signal: AbortSignal, lost: string[]): AsyncGenerator<Progress, void> {
  const run = currentRun(study, "refocus");
  const store = run === null ? null : volumesPath(study.path, run.key);
  const spec = store === null ? null : await readSpec(store).catch(() => null);
  if (store === null || spec === null) return;
  if ((await labelsWhole(store, spec)) === false) await removeLabels(store);
  try {
    yield* labelVolumes(study, signal);
  } catch (thrown) {
    if (signal.aborted || !(thrown instanceof Failure)) throw thrown;
    lost.push(`The labels of the volumes could not be drawn again: ${thrown.message}`);
  }
}

async function hasRecording(study: Study): Promise<boolean> {
  return locateRecording(study).then(
    () => true,
    () => false,
  );
}

/** Writes altered metadata anew where the spec can be read; true where nothing else is amiss. */
async function onlyMetadata(path: string, damages: Awaited<ReturnType<typeof verifyStore>>): Promise<boolean> {
  const spec = await readSpec(path).catch(() => null);
  if (spec === null) return false;
  if (damages.some(({ frame }) => frame === null)) await writeMetadata(path, spec, path.split(/[\\/]/).at(-1) ?? "");
  return damages.every(({ frame }) => frame === null);
}

/** Takes a run up again where what goes into it is still what it was. */
async function* makeAgain(study: Study, step: Step, signal: AbortSignal, mended: string[], lost: string[]): AsyncGenerator<Progress, void> {
  const run = currentRun(study, step);
  if (run === null) return;
  try {
    const plan = (await planSteps(study, step, { [step]: run.parameters })).at(-1);
    if (plan?.key !== run.key) {
      lost.push(
        `What the ${step} step made is damaged and cannot be made again as it was, because its inputs have changed since; run the step again.`,
      );
      return;
    }
    yield* runStep(study, step, run.parameters, signal);
    mended.push(`What was damaged of the ${step} step was made again.`);
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    lost.push(`The ${step} step could not be made again: ${failureRecord(thrown).message}`);
  }
}
