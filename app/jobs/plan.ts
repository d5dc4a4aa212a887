import { existsSync } from "node:fs";
import * as z from "zod/mini";
import { Failure } from "#contract/failure";
import { defaultsOf, schemaOf, sheets, type Step } from "#contract/parameters";
import { modelFolder } from "#io/model/find";
import { readManifest } from "#io/model/manifest";
import { annotationsOf } from "#io/study/annotations";
import { standingEdits } from "#io/study/edits";
import { recipePath, volumesPath } from "#io/study/layout";
import { readMeta, type StudyMeta } from "#io/study/meta";
import { currentRun, runWithKey, type RunPlan } from "#io/study/runs";
import type { Study } from "#io/study/study";
import { isComplete } from "#io/volume/store";
import { adviceFor } from "#jobs/advice";
import { isBroughtIn } from "#jobs/imported";
import { applicableSteps, hashOf, inputsOf, positionEditsHash, runKey, type Upstream } from "#jobs/inputs";

/** What a user says about steps to run; what is left out is as in the step's last run, or as the sheet says. */
export type Wishes = Readonly<Partial<Record<Step, Readonly<Record<string, unknown>>>>>;

export interface PlannedStep extends RunPlan {
  /** A finished run with this key is there, and so are the volumes it made: nothing is to be done. */
  readonly done: boolean;
}

/**
 * The steps up to the one asked for, each with its key. A step before it is run again only where its own
 * inputs changed: new edits alone make link run again only when it is asked for by name, because edits are
 * also applied over its result.
 *
 * @throws Failure "missing-metadata" | "invalid-input" | "out-of-range" | "not-found" (model)
 */
export async function planSteps(study: Study, upTo: Step, wishes: Wishes): Promise<readonly PlannedStep[]> {
  const meta = readMeta(study.database);
  refuseUnknown(meta);
  if (meta.refocus) await refuseBeyondModel(meta, { ...currentRun(study, "refocus")?.parameters, ...wishes.refocus });
  const steps = applicableSteps(meta.refocus);
  if (!steps.includes(upTo)) {
    throw new Failure(
      "invalid-input",
      `The study ${study.name} has no ${upTo} step: neurons are found in the recorded frames themselves.`,
      { step: upTo },
    );
  }
  const plans: PlannedStep[] = [];
  const upstream: Partial<Record<Step, string>> = {};
  for (const step of steps.slice(0, steps.indexOf(upTo) + 1)) {
    // What was brought in from a file stands until its step is asked for by name.
    if (step !== upTo && isBroughtIn(study, step)) {
      const run = currentRun(study, step);
      if (run !== null) upstream[step] = run.key;
      continue;
    }
    const parameters = checkedParameters(step, { ...currentRun(study, step)?.parameters, ...wishes[step] });
    const edits = step === "link" ? linkEdits(study, step === upTo, parameters) : "";
    const plan = await planned(study, step, parameters, upstream, edits);
    const whole = !plan.done || step !== "refocus" || (await volumesThere(study, plan.key, upTo === "refocus"));
    const settled =
      plan.done || step !== "link" ? plan : await planned(study, step, parameters, upstream, linkEdits(study, true, parameters));
    upstream[step] = settled.key;
    plans.push(whole ? settled : { ...settled, done: false });
  }
  return plans;
}

async function planned(
  study: Study,
  step: Step,
  parameters: Record<string, unknown>,
  upstream: Upstream,
  edits: string,
): Promise<PlannedStep> {
  const inputs = await inputsOf(study, step, parameters, upstream, edits);
  const key = runKey(step, parameters, inputs);
  return { step, parameters, inputs, key, done: runWithKey(study, step, key)?.status === "done" };
}

/** Whether the volumes of a finished run still lie there; chunk by chunk where they themselves are asked for. */
async function volumesThere(study: Study, key: string, each: boolean): Promise<boolean> {
  const path = volumesPath(study.path, key);
  return existsSync(recipePath(study.path, key)) || (each ? isComplete(path) : existsSync(path));
}

/**
 * What link reads of the curator: those edits that stand now, or, unless link itself is wanted, those its last run read.
 * Carrying starts from positions: the newest edit that they hold, and their hash.
 *
 * @throws Failure "not-ready" where there is nothing to carry
 */
export function linkEdits(study: Study, wanted: boolean, { method }: Readonly<Record<string, unknown>>): string {
  const run = currentRun(study, "link");
  const recorded = run?.inputs.edits;
  if (!wanted && recorded !== undefined && (run?.parameters.method === "carry") === (method === "carry")) return recorded;
  if (method !== "carry") return positionEditsHash(standingEdits(study));
  const { table, lastEdit } = annotationsOf(study, -1);
  return `${lastEdit} ${hashOf([table.t, table.track, table.z, table.y, table.x].map((column) => Array.from(column)))}`;
}

/**
 * A step's parameters, bounds checked and defaults filled.
 *
 * @throws Failure "invalid-input" naming parameter and bounds
 */
export function checkedParameters(step: Step, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sheet = sheets[step];
  const parsed = z.safeParse(schemaOf(sheet), { ...defaultsOf(sheet), ...given });
  if (parsed.success) return { ...parsed.data };
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? (issue?.code === "unrecognized_keys" ? issue.keys[0] : ""));
  const known = Object.entries(sheet).find(([key]) => key === name)?.[1];
  if (!known)
    throw new Failure("invalid-input", `${step} has no parameter "${name}"; it has ${Object.keys(sheet).join(", ")}.`, {
      step,
      parameter: name,
    });
  const bounds =
    "min" in known
      ? ` between ${known.min} and ${known.max} ${known.unit}`
      : "options" in known
        ? ` one of ${known.options.join(", ")}`
        : ` a ${known.kind}`;
  throw new Failure("out-of-range", `${known.label} (${step}) has to be${bounds}, and ${JSON.stringify(given[name])} was given.`, {
    step,
    parameter: name,
  });
}

/**
 * Whether a model can do what is asked of it, before anything is written.
 *
 * @throws Failure "out-of-range" | "not-found" | "model-invalid"
 */
export async function refuseBeyondModel(
  meta: Pick<StudyMeta, "info" | "settings">,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { model, zMin, zMax, zStep } = checkedParameters("refocus", given);
  adviceFor(meta, await readManifest(await modelFolder(String(model))), { min: Number(zMin), max: Number(zMax), step: Number(zStep) });
}

/**
 * Steps need lengths and times that a number stands for; nothing is guessed.
 *
 * @throws Failure "missing-metadata" naming what is missing and the flags that say it
 */
export function refuseUnknown({ info, settings, refocus }: Pick<StudyMeta, "info" | "settings" | "refocus">): void {
  const [missing] = info.missing;
  const flags = {
    "pixel-size": "--pixel-size",
    interval: "--interval",
    "z-step": "--z-step",
    axes: "--axes",
    dataset: "--dataset",
    channels: "--channel",
  } as const;
  const words = {
    "pixel-size": "the size of a pixel",
    interval: "the time between frames",
    "z-step": "the distance between planes",
    axes: "the meaning of its axes",
    dataset: "which of its arrays is the recording",
    channels: "which channel shows activity",
  } as const;
  if (missing !== undefined) {
    const all = info.missing.map((fact) => flags[fact]).join(" and ");
    throw new Failure(
      "missing-metadata",
      `${info.name} does not say ${info.missing.map((fact) => words[fact]).join(", nor ")}; say it in the recording's settings, or with ${all}.`,
      {
        path: info.path,
        missing: info.missing,
        flag: flags[missing],
      },
    );
  }
  if (refocus && settings.pixelSize === 1) {
    throw new Failure(
      "missing-metadata",
      `Refocusing needs the true pixel size in µm, and ${info.name} counts in pixels; give --pixel-size in µm, or leave refocusing out with --no-refocus.`,
      {
        path: info.path,
        flag: "--pixel-size",
      },
    );
  }
}
