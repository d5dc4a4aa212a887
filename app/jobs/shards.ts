import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "#contract/failure";
import type { Progress } from "#contract/source";
import type { RunRecord } from "#contract/study";
import { programVersion } from "#contract/version";
import { volumesPath } from "#io/study/layout";
import { readMeta } from "#io/study/meta";
import { beginRun, currentRun, endRun, makeCurrent, runWithKey } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { finishedFrames, openStore, readSpec } from "#io/volume/store";
import { removePartials } from "#io/volume/whole-file";
import { planSteps } from "#jobs/plan";
import { refocus, specOf } from "#jobs/refocus";
import { withRefocusing, type Workers } from "#jobs/refocus-setup";
import type { RefocusSummary } from "#jobs/refocus-summary";
import { openRefocuser } from "#jobs/refocuser";
import { runStep } from "#jobs/run-step";

/**
 * Writes down in a study how its movie is to be refocused, and lays out the store that converters fill: from
 * then on they only read the study, so that any number of them may work, on any machine that sees the folder.
 * A run of the same parameters that is there already is left as it is.
 *
 * @throws Failure "invalid-input" where no volumes are to be kept; as the model, the recording and the disk do
 */
export async function* beginShards(
  study: Study,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): AsyncGenerator<Progress, RunRecord> {
  if (parameters["storage"] === "nothing") {
    throw new Failure("invalid-input", "With --storage nothing no volumes are kept, so that there is nothing to share out; use run.", {
      flag: "--storage",
    });
  }
  const plan = (await planSteps(study, "refocus", { refocus: parameters })).at(-1)!;
  const known = runWithKey(study, "refocus", plan.key);
  if (known !== null && plan.done) {
    makeCurrent(study, known);
    return known;
  }
  const total = readMeta(study.database).info.shape.t;
  yield* withRefocusing(study, plan, { signal }, async function* (source, target, job) {
    yield { done: 0, total, message: "measuring the movie" };
    const spec = specOf(source.info, await openRefocuser(source, job), { ...target, storage: stored(target.storage) }, job, {
      from: 0,
      to: total,
    });
    await mkdir(dirname(target.path), { recursive: true });
    await openStore(target.path, spec, { own: true });
  });
  return endRun(study, beginRun(study, plan, { nematrace: programVersion, node: process.versions.node }, total), "partial", null);
}

/**
 * Makes some frames of the run that `beginShards` wrote down. Frames that are there and whole are kept; each frame
 * is its own chunks and its own marker, so that converters of other frames, or even of the same, do not disturb it.
 *
 * @param study only read
 * @param frames half open
 * @throws Failure "not-ready" before `beginShards`; as `refocus`
 */
export async function* convertShard(
  study: Study,
  frames: { readonly from: number; readonly to: number },
  workers: Workers,
): AsyncGenerator<Progress, RefocusSummary> {
  return yield* withRefocusing(study, currentOf(study), workers, async function* (source, target, job) {
    return yield* refocus(source, { ...target, storage: stored(target.storage) }, { ...job, frames });
  });
}

/**
 * Ends the run once every frame is there: reads all of them through, makes again what was altered since, and
 * marks the step done, so that the later steps go on. What converters that were killed left behind is taken away.
 *
 * @throws Failure "incomplete" naming the frames that are missing; "not-ready" before `beginShards`
 */
export async function* endShards(study: Study, signal: AbortSignal): AsyncGenerator<Progress, RunRecord> {
  const run = currentOf(study);
  if (run.status !== "done") {
    const path = volumesPath(study.path, run.key);
    const spec = await readSpec(path);
    const total = readMeta(study.database).info.shape.t;
    const there = spec === null ? new Set<number>() : await finishedFrames(path, spec);
    const missing = Array.from({ length: total }, (_, t) => t).filter((t) => !there.has(t));
    if (missing.length > 0) {
      throw new Failure(
        "incomplete",
        `${missing.length} of ${total} frames of ${study.path} are missing: ${ranges(missing)}; make them with "nematrace convert", then finalize again.`,
        { path: study.path, missing: missing.length, frames: total },
      );
    }
    await removePartials(path);
  }
  return yield* runStep(study, "refocus", run.parameters, signal);
}

/** The refocus run that is shared out. @throws Failure "not-ready" */
function currentOf(study: Study): RunRecord {
  const run = currentRun(study, "refocus");
  if (run !== null) return run;
  throw new Failure("not-ready", `Nothing says yet how ${study.path} is to be refocused; begin with "nematrace init MOVIE --study".`, {
    path: study.path,
  });
}

function stored<S extends string>(storage: S): Exclude<S, "nothing"> {
  if (storage !== "nothing") return storage as Exclude<S, "nothing">;
  throw new Failure(
    "invalid-input",
    "The study's refocus run keeps no volumes (--storage nothing), so that there is nothing to convert.",
    {},
  );
}

/** `0:3 5:6`, half open, as `--frames` takes them; the first few. */
function ranges(frames: readonly number[]): string {
  const found: [number, number][] = [];
  for (const t of frames) {
    const last = found.at(-1);
    if (last?.[1] === t) last[1] = t + 1;
    else found.push([t, t + 1]);
  }
  const few = found.slice(0, 8).map(([from, to]) => `${from}:${to}`);
  return `${few.join(" ")}${found.length > few.length ? " …" : ""}`;
}
